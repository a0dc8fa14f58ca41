import test from 'ava';
import { judgeStart } from '../../../installer/health/start.ts';

const good = { refused: undefined, foreign: [], isLoose: false };

test('a machine that starts nothing but its own system is well', (t) => {
  t.deepEqual(judgeStart(good), { ok: true, detail: 'nothing but this system' });
});

test('a refused system, foreign files and a loose binding are each told, with what helps', (t) => {
  const refused = { version: '2', digest: 'd', problem: 'A stick brought version 2, which is not started: it is not signed.', remedies: ['If it comes from you, run: sudo pintxo accept'] };
  for (const [seen, expected] of [
    [{ ...good, refused }, /version 2.*not signed.*sudo pintxo accept/],
    [{ ...good, foreign: ['EFI/systemd/drivers/a.efi'] }, /\/efi\/EFI\/systemd\/drivers\/a\.efi.*remove/],
    [{ ...good, isLoose: true }, /whatever cards and firmware.*sudo pintxo hardware --undo/],
    [{ refused, foreign: ['a.efi'], isLoose: true }, /version 2.*a\.efi.*--undo/],
  ] as const) {
    const { ok, detail } = judgeStart(seen);
    t.false(ok);
    t.regex(detail, expected);
  }
});
