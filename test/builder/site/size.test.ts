import test from 'ava';
import { parseSize } from '../../../builder/site/size.ts';

for (const [text, bytes] of [
  ['200 GB', 200e9],
  ['1TB', 1e12],
  ['1.5 TB', 1.5e12],
  ['64 GiB', 64 * 2 ** 30],
  ['512mib', 512 * 2 ** 20],
  ['4096 B', 4096],
] as const) {
  test(`${text} is ${bytes} bytes`, (t) => {
    t.is(parseSize(text), bytes);
  });
}

for (const text of ['', '200', 'GB', '200 G', '-1 GB', '1,5 TB', '1 GB 2', '1e3 GB', '1 GBs', 'ten GB']) {
  test(`"${text}" is no size and matches no disk`, (t) => {
    t.true(Number.isNaN(parseSize(text)));
  });
}
