import test from 'ava';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArchive } from '../../../installer/system/archive.ts';
import { run } from '../../../installer/system/command.ts';

test('texts come out of the archive as they went in, and nothing else is left behind', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-test-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.tar.gz');
  await writeArchive(path, new Map([['one.txt', 'first\n'], ['two.txt', 'zweite ü\n']]));
  t.deepEqual(readdirSync(folder), ['a.tar.gz']);
  t.is(await run({ title: 'listing', file: 'tar', args: ['-tzf', path] }), 'one.txt\ntwo.txt');
  t.is(await run({ title: 'reading', file: 'tar', args: ['-xzOf', path, 'two.txt'] }), 'zweite ü');
});

test('an archive that cannot be written is an error', async (t) => {
  await t.throwsAsync(writeArchive('/nonexistent/folder/a.tar.gz', new Map([['a', 'b']])));
});
