import test from 'ava';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { piecesOf } from '../../../installer/execute/copy-system.ts';

const mebibyte = 2 ** 20;

test('the pieces of a device are all of it, whatever its size', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-pieces-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  for (const bytes of [512, 4 * mebibyte, 5 * mebibyte + 4096, 33 * mebibyte]) {
    writeFileSync(from, randomBytes(bytes));
    writeFileSync(to, '');
    for (const piece of piecesOf(bytes, 3)) execFileSync('dd', [`if=${from}`, `of=${to}`, `bs=${4 * mebibyte}`, ...piece, 'conv=notrunc', 'status=none']);
    t.true(readFileSync(to).equals(readFileSync(from)), String(bytes));
  }
});

test('nothing is copied twice', (t) => {
  t.deepEqual(piecesOf(9 * 4 * mebibyte, 3), [['skip=0', 'seek=0', 'count=3'], ['skip=3', 'seek=3', 'count=3'], ['skip=6', 'seek=6', 'count=3']]);
  t.deepEqual(piecesOf(1, 3), [['skip=0', 'seek=0', 'count=1']]);
});
