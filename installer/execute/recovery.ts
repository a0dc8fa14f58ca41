/** Makes the machine's secrets while its disk is being installed, and hands the recovery sheet to the administrator. */
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Step } from '../plan/install-plan.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import type { InstallContext } from './context.ts';
import { withState } from './file-systems.ts';
import { recipientsOf, recoverySheetLines, recoverySheetText, type RecoverySheet } from './recovery-sheet.ts';
import { makeSecret } from './secrets.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

export async function makeSecrets(_step: StepOf<'make-secrets'>, context: InstallContext): Promise<void> {
  await withState(context, async (state) => {
    const below = (path: string): string => path.replace(/^\/var\//, `${state}/`);
    for (const secret of context.secrets) await makeSecret({ ...secret, path: below(secret.path) }, run, context.epoch);
  });
}

/** On the stick, and on any page, only encrypted; a note on the machine says that nobody may have it yet. */
export async function writeRecoverySheet(_step: StepOf<'write-recovery-sheet'>, context: InstallContext): Promise<void> {
  const sheet = await withState(context, (state) => readSheet(state, context));
  const recipients = recipientsOf(context.site.admin);
  await context.showSheet(recoverySheetLines(sheet));
  const encrypted = recipients.length === 0 ? undefined : await encryptTo(recipients, recoverySheetText(sheet));
  if (encrypted !== undefined && (await context.keep('recovery-sheet.age', encrypted))) return;
  await withState(context, (state) => writeDurably(unreadNote(state), '', 0o600));
  await context.offerSheet(encrypted);
}

const unreadNote = (state: string): string => join(state, 'lib/pintxo/recovery/unread');

async function readSheet(state: string, { site, secrets, work, diskNames }: InstallContext): Promise<RecoverySheet> {
  const authority = secrets.find(({ kind }) => kind === 'certificate-authority')?.path.replace(/^\/var\//, `${state}/`) ?? '';
  const certificate = new X509Certificate((await readText(join(authority, 'root.crt'))) ?? '');
  return {
    site,
    recoveryKey: work.recoveryKey ?? '',
    disks: diskNames,
    authorityFingerprint: certificate.fingerprint256,
    authorityKey: (await readText(join(authority, 'root.key'))) ?? '',
  };
}

/** Encrypted in age's own text format, which every age program reads. */
export async function encryptTo(recipients: readonly string[], text: string): Promise<string> {
  const armored = await run({
    title: 'encrypting the recovery sheet to the administrator',
    file: 'age',
    args: ['--encrypt', '--armor', ...recipients.flatMap((recipient) => ['--recipient', recipient])],
    input: text,
  });
  return `${armored}\n`;
}
