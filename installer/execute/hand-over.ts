/** Lets the firmware start the installed disk next, although the stick comes first. */
import type { Disk } from '../inventory/inventory.ts';
import { run } from '../system/command.ts';
import { noteHandOver, unansweredHandOvers } from '../system/hand-over.ts';
import { espLabel } from '../plan/labels.ts';
import { mayHandOver } from '../plan/stick-work.ts';
import { createBootEntry, entryOf } from './boot-loader.ts';

/** False when that was tried at the last starts and the firmware did not follow, or where it takes no such wish. */
export async function handOver(disk: Disk, warn: (line: string) => void): Promise<boolean> {
  const tries = (await unansweredHandOvers()) ?? 0;
  if (!mayHandOver(tries)) return false;
  try {
    // First, because by it the disk knows that a stick may have left something: also when a person must take the stick out.
    await noteHandOver(tries + 1);
    return await chooseForNextStart(disk);
  } catch (error) {
    warn(`The firmware does not let the disk start next. ${String(error)}`);
    return false;
  }
}

async function chooseForNextStart(disk: Disk): Promise<boolean> {
  await createBootEntry(disk.path);
  const listed = await run({ title: 'reading the boot entries', file: 'efibootmgr', args: ['--verbose'] });
  const uuid = disk.partitions.find(({ label }) => label === espLabel)?.uuid;
  const number = uuid === undefined ? undefined : entryOf(listed, uuid);
  if (number === undefined) return false;
  await run({ title: 'choosing the disk for the next start', file: 'efibootmgr', args: ['--quiet', '--bootnext', number] });
  return true;
}
