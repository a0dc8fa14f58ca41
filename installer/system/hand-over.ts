/**
 * A stick that was left in starts the installed disk instead. A note in the firmware's own memory tells whether that
 * worked: the stick counts its tries in it, and must not try forever. The early system of the disk sets the count back
 * (overlays/initrd: answer-stick), so that a power cut later on does not look like a firmware that does not follow; the
 * note itself stays until bring-up has taken in what the stick left.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { run } from './command.ts';

const variable = '/sys/firmware/efi/efivars/PintxoHandOver-5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c04';

// EFI variable attributes: non-volatile, boot service access, runtime access.
const attributes = [7, 0, 0, 0];

/** How often a stick has handed over since the disk last started; undefined when none has left anything. */
export async function unansweredHandOvers(): Promise<number | undefined> {
  const content = await readFile(variable).catch(() => undefined);
  return content?.[attributes.length];
}

export async function noteHandOver(tries: number): Promise<void> {
  await unlock();
  await writeFile(variable, Uint8Array.from([...attributes, tries]));
}

/** Removes the note. */
export async function acknowledgeHandOver(): Promise<void> {
  await unlock();
  await rm(variable, { force: true });
}

// The kernel guards unknown variables against careless changes; a note that is not there yet has no guard.
async function unlock(): Promise<void> {
  await run({ title: 'unlocking a firmware variable', file: 'chattr', args: ['-i', variable] }).catch(() => undefined);
}
