/** `pintxo recovery`: the recovery sheet again, for an administrator of the running machine. */
import { X509Certificate } from 'node:crypto';
import { dirname, join } from 'node:path';
import { recoverySheetText } from '../execute/recovery-sheet.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { readText } from '../system/files.ts';
import { removeEntry } from '../system/placing.ts';
import { runtime, state } from '../system/paths.ts';
import { authorityPath } from '../health/observe.ts';
import { readPlan } from './health.ts';
import { readMachineSite } from './machine-site.ts';

/** `confirm`: somebody has it now, and nobody needs to be reminded. */
export async function recovery(confirm: boolean): Promise<number> {
  const recoveryKey = (await readText(join(state.recovery, 'key')))?.trim();
  if (recoveryKey === undefined) {
    console.error('The data of this machine is not encrypted: there is no recovery key.');
    return 1;
  }
  if (confirm) {
    await removeEntry(join(state.recovery, 'unread'));
    console.log('Noted: the recovery sheet is in your hands.');
    return 0;
  }
  const { site } = await readMachineSite((text) => void console.error(text));
  const authority = authorityPath(await readPlan());
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  console.log(
    recoverySheetText({
      site,
      recoveryKey,
      disks: report?.members ?? [],
      authorityFingerprint: new X509Certificate((await readText(authority)) ?? '').fingerprint256,
      authorityKey: (await readText(join(dirname(authority), 'root.key'))) ?? '',
    }),
  );
  return 0;
}
