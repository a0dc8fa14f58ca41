import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { copyDurably, writeDurably } from '../../../installer/system/durable.ts';

const folder = mkdtempSync(join(tmpdir(), 'pintxo-durable-'));

/** What was flushed, in order, each with whether the file had its name by then. */
function watch(path: string): { sync: (flushed: string) => Promise<void>; seen: Array<readonly [string, boolean]> } {
  const seen: Array<readonly [string, boolean]> = [];
  return { seen, sync: async (flushed) => void seen.push([flushed, existsSync(path)]) };
}

test('a file is flushed before it has its name, and its folder afterwards', async (t) => {
  const path = join(folder, 'site.yaml');
  const { sync, seen } = watch(path);
  await writeDurably(path, 'site', 0o600, sync);
  t.deepEqual(seen, [[`${path}.${process.pid}.part`, false], [folder, true]]);
  t.is(readFileSync(path, 'utf8'), 'site');
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('a folder that is made for it is flushed into the one above it, as deep as it is new', async (t) => {
  const path = join(folder, 'one/two/site.yaml');
  const { sync, seen } = watch(path);
  await writeDurably(path, 'site', 0o600, sync);
  t.deepEqual(seen.map(([flushed]) => flushed), [join(folder, 'one'), folder, `${path}.${process.pid}.part`, join(folder, 'one/two')]);
});

test('a copy is flushed in the same order', async (t) => {
  const [from, path] = [join(folder, 'from'), join(folder, 'to')];
  writeFileSync(from, 'kernel');
  const { sync, seen } = watch(path);
  await copyDurably(from, path, sync);
  t.deepEqual(seen, [[`${path}.part`, false], [folder, true]]);
});

test('on a real disk it works as well, and fails where it cannot', async (t) => {
  await writeDurably(join(folder, 'real'), 'content');
  t.is(readFileSync(join(folder, 'real'), 'utf8'), 'content');
  await t.throwsAsync(writeDurably(join(folder, 'real/file'), ''));
});
