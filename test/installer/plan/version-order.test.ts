import test from 'ava';
import { compareVersions } from '../../../installer/plan/version-order.ts';

const ordered = ['0.1.0', '0.1.1', '0.2', '0.9.1', '0.10.0', '1.0.0', '1.0.0-a', '1.0.0-b', '2'];

test('versions are ordered by their numbers, then by their suffixes', (t) => {
  for (const [index, version] of ordered.entries()) {
    for (const [other, later] of ordered.entries()) t.is(Math.sign(compareVersions(later, version)), Math.sign(other - index), `${version} ${later}`);
  }
});

test('numbers that are left out are zero', (t) => {
  t.is(compareVersions('1.0', '1.0.0'), 0);
});

test('what is no version is neither newer nor older', (t) => {
  t.is(compareVersions('unknown', '1.0'), 0);
  t.is(compareVersions('1.0', ''), 0);
});
