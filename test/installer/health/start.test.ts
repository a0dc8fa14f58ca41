import test from 'ava';
import { judgeStart } from '../../../installer/health/start.ts';

test('a machine that starts nothing but its own system is well', (t) => {
  t.deepEqual(judgeStart({ foreign: [], isLoose: false }), { ok: true, detail: 'nothing but this system' });
});

test('foreign files and a loose binding are each told, with what helps', (t) => {
  for (const [seen, expected] of [
    [{ foreign: ['EFI/systemd/drivers/a.efi'], isLoose: false }, /\/efi\/EFI\/systemd\/drivers\/a\.efi.*remove/],
    [{ foreign: [], isLoose: true }, /whatever cards and firmware.*sudo pintxo hardware --undo/],
    [{ foreign: ['a.efi'], isLoose: true }, /a\.efi.*--undo/],
  ] as const) {
    const { ok, detail } = judgeStart(seen);
    t.false(ok);
    t.regex(detail, expected);
  }
});
