/** Machines with two disks that mirror each other, of which some are there. */
import { startMachine, type Guest, type Machine } from './harness/index.ts';
import { readyGuest } from './guest.ts';
import { forwardedNic, siteWithPassword, switchOff, systemDisks, type Hardware } from './platform.ts';

export const mirrorSite = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  systemDisk: {pick: smallest, count: 2}\n');

/** Positions of the disks in the hardware; a third one is bought later. */
export const [first, second, third] = [0, 1, 2];

/** The machine with these of its disks, from power-on until it is switched off in good order. */
export async function withDisks(hardware: Hardware, positions: readonly number[], ready: (machine: Machine) => Promise<void>, work: (guest: Guest) => Promise<void>): Promise<void> {
  const disks = systemDisks(hardware).filter((_, position) => positions.includes(position));
  const machine = await startMachine({ name: 'mirror', directory: hardware.directory, disks, nics: [forwardedNic] });
  try {
    await ready(machine);
    await work(await readyGuest(machine, hardware));
    await switchOff(machine);
  } finally {
    await machine.stop({ keep: true });
  }
}
