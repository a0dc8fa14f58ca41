import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../architecture/tree.ts';

const script = join(repository, 'overlays/root/usr/lib/pintxo/is-on-trial');

/** Whether a machine that was started from the first of these kernels is started again. */
function isStartedAgain(current: string, ...others: readonly string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-fall-back-'));
  const variable = join(folder, 'counted');
  // Four bytes of attributes, then two bytes a letter, as in efivarfs.
  writeFileSync(variable, Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(`\\EFI\\Linux\\${current}\0`, 'utf16le')]));
  for (const kernel of [current, ...others]) writeFileSync(join(folder, kernel), '');
  try {
    execFileSync('sh', [script, variable, folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a version on trial is started again while there is another to take its place, also after its last try', (t) => {
  for (const kernel of ['pintxo_1.4.0+3.efi', 'pintxo_1.4.0+2-1.efi', 'pintxo_1.4.0+1-2.efi', 'pintxo_1.4.0+10-2.efi', 'pintxo_1.4.0+0-3.efi', 'pintxo_1.4.0+5+0-3.efi']) {
    t.true(isStartedAgain(kernel, 'pintxo_1.3.0.efi'), kernel);
  }
  t.true(isStartedAgain('pintxo_1.4.0+0-3.efi', 'pintxo_1.3.0+2-1.efi'));
});

test('without another it is not, nor is one that was good already: it would restart for ever', (t) => {
  t.false(isStartedAgain('pintxo_1.4.0+2-1.efi'));
  t.false(isStartedAgain('pintxo_1.4.0+0-3.efi', 'pintxo_1.3.0+0-3.efi'));
  t.false(isStartedAgain('pintxo_1.4.0+0-3.efi', 'pintxo_1.3.0+0.efi'));
  t.false(isStartedAgain('pintxo_1.4.0.efi', 'pintxo_1.3.0.efi'));
});
