import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../architecture/tree.ts';

const unit = readFileSync(join(repository, 'overlays/root/usr/lib/systemd/system/pintxo-fall-back.service'), 'utf8');

/** Whether a machine that was started from this kernel is started again. */
function isOnTrial(kernel: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-fall-back-'));
  const variable = join(folder, 'counted');
  // Four bytes of attributes, then two bytes a letter, as in efivarfs.
  writeFileSync(variable, Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(`\\EFI\\Linux\\${kernel}\0`, 'utf16le')]));
  const [, condition = ''] = /^ExecCondition=\/bin\/sh -c '(.*LoaderBootCountPath.*)'$/m.exec(unit) ?? [];
  const script = condition.replaceAll('\\\\', '\\').replace(/\/sys\/firmware\S+/, variable);
  try {
    execFileSync('sh', ['-c', script]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a version with tries left is started again', (t) => {
  for (const kernel of ['pintxo_1.4.0+3.efi', 'pintxo_1.4.0+2-1.efi', 'pintxo_1.4.0+1-2.efi', 'pintxo_1.4.0+10-2.efi']) t.true(isOnTrial(kernel), kernel);
});

test('a version without, or that was good already, is not: it would restart for ever', (t) => {
  for (const kernel of ['pintxo_1.4.0+0-3.efi', 'pintxo_1.4.0.efi', 'pintxo_1.4.0+5+0-3.efi']) t.false(isOnTrial(kernel), kernel);
});
