/** What to write into site.yaml, ready to paste. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { stringify } from 'yaml';
import { consentFor, hasSerialAlone } from './consent.ts';
import { nameDiskAt } from './disk-names.ts';

/** Lines that select the disk and, where it is not blank, allow erasing it. `disks` are all of the machine. */
export function useDisk(disk: Disk, machine: Site['machine'], disks: readonly Disk[]): string {
  const selector = selectorFor(disk, disks);
  if (selector === undefined) {
    return `To use ${nameDiskAt(disk)}, which nothing tells apart from the others, take the others out of the machine.`;
  }
  const erases = consentFor(disk, machine.wipe, disks) === undefined;
  const lines = { systemDisk: selector, ...(erases ? { wipe: wipeFor(disk, machine.wipe, disks) } : {}) };
  const purpose = erases ? `To erase ${nameDiskAt(disk)} and all that is on it` : `To use ${nameDiskAt(disk)}`;
  return `${purpose}, write into site.yaml:\n${machineLines(lines)}`;
}

/** Lines that allow erasing the disk that is chosen already. */
export function allowErasing(disk: Disk, machine: Site['machine'], disks: readonly Disk[]): string {
  const lines = { wipe: wipeFor(disk, machine.wipe, disks) };
  return `To erase ${nameDiskAt(disk)} and all that is on it, write into site.yaml:\n${machineLines(lines)}`;
}

/** Lines that select the disk, for a choice that erases nothing. */
export function nameInSite(disk: Disk, disks: readonly Disk[]): string | undefined {
  const selector = selectorFor(disk, disks);
  if (selector === undefined) return undefined;
  return `For ${nameDiskAt(disk)}, write into site.yaml:\n${machineLines({ systemDisk: selector })}`;
}

/** A property that only this disk has: serial, else a name by id, else the world wide name, else the transport. */
export function selectorFor(disk: Disk, disks: readonly Disk[]): DiskSelector | undefined {
  if (hasSerialAlone(disk, disks)) return { serial: disk.serial };
  const others = disks.filter((other) => other !== disk);
  const id = byFriendliness(disk.ids).find((name) => others.every((other) => !other.ids.includes(name)));
  if (id !== undefined) return { id };
  if (disk.wwn !== undefined && others.every((other) => other.wwn !== disk.wwn)) return { wwn: disk.wwn };
  const { transport } = disk;
  return transport !== 'unknown' && others.every((other) => other.transport !== transport) ? { transport } : undefined;
}

// A serial that is missing or shared cannot carry consent.
function wipeFor(disk: Disk, wipe: Site['machine']['wipe'], disks: readonly Disk[]): Site['machine']['wipe'] {
  if (wipe === 'any' || disk.serial === undefined || !hasSerialAlone(disk, disks)) return 'any';
  return [...wipe, disk.serial];
}

function machineLines(machine: Partial<Site['machine']>): string {
  return stringify({ machine }).trimEnd();
}

// Names made of the model say more than world wide names.
function byFriendliness(ids: readonly string[]): string[] {
  const isPlain = (id: string): boolean => !/^(wwn|nvme-eui|nvme-nvme|scsi-\d)/.test(id);
  return [...ids.filter(isPlain), ...ids.filter((id) => !isPlain(id))];
}
