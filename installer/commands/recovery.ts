/** `pintxo recovery`: the recovery sheet again, for an administrator of the running machine. */
import { X509Certificate } from 'node:crypto';
import { dirname, join } from 'node:path';
import { encryptTo } from '../execute/recovery.ts';
import { type RecoverySheet, recipientsOf, recoverySheetText } from '../execute/recovery-sheet.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { removeEntry } from '../system/placing.ts';
import { runtime, state } from '../system/paths.ts';
import { authorityPath } from '../health/observe.ts';
import { health, readPlan } from './health.ts';
import { readMachineSite } from './machine-site.ts';

const unread = join(state.recovery, 'unread');

/** `confirm`: somebody has it now, and nobody needs to be reminded. */
export async function recovery(confirm: boolean): Promise<number> {
  if ((await readRecoveryKey()) === undefined) {
    console.error('The data of this machine is not encrypted: there is no recovery key.');
    return 1;
  }
  if (confirm) {
    await noteSheetRead();
    // People look at the status next.
    await health(0).catch(console.error);
    console.log('Noted: the recovery sheet is in your hands.');
    return 0;
  }
  console.log(recoverySheetText(await readSheet()));
  return 0;
}

/** Whether nobody has confirmed to have the sheet, which could not be kept for the administrator when the machine was installed. */
export async function isSheetUnread(): Promise<boolean> {
  return (await readText(unread)) !== undefined;
}

async function noteSheetRead(): Promise<void> {
  await removeEntry(unread);
  await removeEntry(runtime.sheet);
}

/** While nobody has the sheet: lays it ready for the page, encrypted to the keys of the present site. */
export async function readySheet(): Promise<void> {
  if (!(await isSheetUnread())) return;
  const sheet = await readSheet();
  const recipients = recipientsOf(sheet.site.admin);
  if (recipients.length === 0) await removeEntry(runtime.sheet);
  else await writeDurably(runtime.sheet, await encryptTo(recipients, recoverySheetText(sheet)), 0o600);
}

async function readSheet(): Promise<RecoverySheet> {
  const { site } = await readMachineSite((text) => void console.error(text));
  const authority = authorityPath(await readPlan());
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  return {
    site,
    recoveryKey: (await readRecoveryKey()) ?? '',
    disks: report?.members ?? [],
    authorityFingerprint: new X509Certificate((await readText(authority)) ?? '').fingerprint256,
    authorityKey: (await readText(join(dirname(authority), 'root.key'))) ?? '',
  };
}

async function readRecoveryKey(): Promise<string | undefined> {
  return (await readText(join(state.recovery, 'key')))?.trim();
}
