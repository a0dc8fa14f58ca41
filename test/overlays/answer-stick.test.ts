import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../architecture/tree.ts';

const early = join(repository, 'overlays/initrd/usr/lib');
const variable = /PintxoHandOver-[0-9a-f-]{36}/g;

test('the disk that starts sets the count of the stick back, and leaves its note', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-answer-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const note = join(folder, 'note');
  writeFileSync(note, Uint8Array.from([7, 0, 0, 0, 2]));
  execFileSync('sh', [join(early, 'pintxo/answer-stick'), note], { stdio: 'ignore' });
  t.deepEqual([...readFileSync(note)], [7, 0, 0, 0, 0]);
});

test('the disk and the stick speak of the same variable', (t) => {
  const names = ['overlays/initrd/usr/lib/systemd/system/pintxo-answer-stick.service', 'installer/system/hand-over.ts'].flatMap((path) => readFileSync(join(repository, path), 'utf8').match(variable) ?? []);
  t.is(names.length, 3);
  t.is(new Set(names).size, 1);
});
