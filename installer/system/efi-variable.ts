/** Variables of ours in the firmware's own memory. */
import { readFile, writeFile } from 'node:fs/promises';
import { run } from './command.ts';

const folder = '/sys/firmware/efi/efivars';
const vendor = '5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c04';

// EFI variable attributes: non-volatile, boot service access, runtime access.
const attributes = Buffer.from([7, 0, 0, 0]);

/** Undefined where there is none, or no such firmware. */
export async function readVariable(name: string): Promise<string | undefined> {
  const content = await readFile(pathOf(name)).catch(() => undefined);
  return content?.subarray(attributes.length).toString('utf8');
}

/** Rejects where the firmware does not keep it. */
export async function writeVariable(name: string, text: string): Promise<void> {
  // The kernel guards unknown variables against careless changes; one that is not there yet has no guard.
  await run({ title: 'unlocking a firmware variable', file: 'chattr', args: ['-i', pathOf(name)] }).catch(() => undefined);
  // In one piece: each write is one change of the variable.
  await writeFile(pathOf(name), Buffer.concat([attributes, Buffer.from(text)]));
}

function pathOf(name: string): string {
  return `${folder}/${name}-${vendor}`;
}
