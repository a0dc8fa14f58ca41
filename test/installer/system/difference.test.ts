import test from 'ava';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differenceOf } from '../../../installer/system/difference.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('every line that goes or comes is told, with its neighbours, and nothing is left behind', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-difference-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const lines = await differenceOf(bytes('site:\n  name: casa\nadmin:\n  name: ana\n'), bytes('site:\n  name: casa\nadmin:\n  name: eva\n'), folder);
  t.deepEqual(lines.filter((line) => /^[-+]/.test(line)), ['-  name: ana', '+  name: eva']);
  t.true(lines.includes('   name: casa'));
  t.deepEqual(await differenceOf(bytes('a\n'), bytes('a\n'), folder), []);
  t.true((await differenceOf(bytes(''), bytes('a\0b\n'), folder)).includes('+a\0b'));
  t.deepEqual(await readdir(folder), []);
});
