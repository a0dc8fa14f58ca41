/**
 * A stick that was left in starts the installed disk instead. A note in the firmware's own memory tells whether that
 * worked: the stick writes it, the started disk removes it, and a stick that finds it again must not try forever.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { run } from './command.ts';

const variable = '/sys/firmware/efi/efivars/PintxoHandOver-5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c04';

// EFI variable attributes: non-volatile, boot service access, runtime access.
const attributes = [7, 0, 0, 0];

export async function isHandOverPending(): Promise<boolean> {
  return readFile(variable).then(() => true, () => false);
}

export async function noteHandOver(): Promise<void> {
  await writeFile(variable, Uint8Array.from([...attributes, 1]));
}

/** Removes the note; true where there was one. */
export async function acknowledgeHandOver(): Promise<boolean> {
  if (!(await isHandOverPending())) return false;
  // The kernel guards unknown variables against a careless rm.
  await run({ title: 'unlocking a firmware variable', file: 'chattr', args: ['-i', variable] }).catch(() => undefined);
  await rm(variable, { force: true });
  return true;
}
