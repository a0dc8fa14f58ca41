/** What to write into site.yaml, ready to paste. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { stringify } from 'yaml';
import { consentFor, hasSerialAlone, isBlank } from './consent.ts';
import { nameDiskAt } from './disk-names.ts';
import { carriesPintxo } from './labels.ts';

type Machine = Site['machine'];

/** Lines that select the disk and, where it is not blank, allow erasing it. `disks` are all of the machine. */
export function useDisk(disk: Disk, machine: Machine, disks: readonly Disk[]): string {
  const selector = selectorFor(disk, disks);
  if (selector === undefined) {
    return `To use ${nameDiskAt(disk)}, which nothing tells apart from the others, take the others out of the machine.`;
  }
  return useDisks([disk], { systemDisk: selector }, machine, disks) ?? cannotErase([disk]);
}

/**
 * Lines that make `settings` and, where the disks are not blank, allow erasing them. Undefined where no words in
 * site.yaml could allow it.
 */
export function useDisks(
  chosen: readonly Disk[],
  settings: Pick<Partial<Machine>, 'systemDisk' | 'dataDisks'>,
  machine: Machine,
  disks: readonly Disk[],
  purpose = `use ${namesOf(chosen)}`,
): string | undefined {
  const refused = chosen.filter((disk) => consentFor(disk, machine.wipe, disks) === undefined);
  if (refused.length === 0) return `To ${purpose}, write into site.yaml:\n${machineLines(settings)}`;
  const wipe = wipeFor(refused, chosen, machine.wipe, disks);
  const erasing = purpose.startsWith('use ') ? '' : `${purpose}, and to `;
  if (wipe === undefined) return undefined;
  return `To ${erasing}erase ${namesOf(refused)} and all that is on ${them(refused)}, write into site.yaml:\n${machineLines({ ...settings, wipe })}`;
}

/** Lines that allow erasing a disk that is chosen already. */
export function allowErasing(disk: Disk, machine: Machine, disks: readonly Disk[]): string {
  return allowErasingAll([disk], [disk], machine, disks);
}

/** As above, for a disk that only its own serial allows erasing: a word about every disk does not count. */
export function allowErasingByName(disk: Disk, { wipe }: Machine, disks: readonly Disk[], then: string): string {
  const named = wipe === 'any' ? [] : wipe;
  const { serial = '' } = disk;
  if (!hasSerialAlone(disk, disks)) return cannotErase([disk]);
  if (named.includes(serial)) return `To erase ${nameDiskAt(disk)} and all that is on it, as site.yaml allows, ${then}.`;
  return `To erase ${nameDiskAt(disk)} and all that is on it, write into site.yaml and ${then}:\n${machineLines({ wipe: [...named, serial] })}`;
}

/** Lines that allow erasing those of the chosen disks that are refused. */
export function allowErasingAll(refused: readonly Disk[], chosen: readonly Disk[], machine: Machine, disks: readonly Disk[]): string {
  const wipe = wipeFor(refused, chosen, machine.wipe, disks);
  if (wipe === undefined) return cannotErase(refused);
  return `To erase ${namesOf(refused)} and all that is on ${them(refused)}, write into site.yaml:\n${machineLines({ wipe })}`;
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
  return transport !== 'unknown' && transport !== 'san' && others.every((other) => other.transport !== transport) ? { transport } : undefined;
}

// A serial that is missing or shared cannot carry consent, and `any` cannot where a disk carries Pintxo. Consent that
// was given by `any` must be written out then.
function wipeFor(
  refused: readonly Disk[],
  chosen: readonly Disk[],
  wipe: Machine['wipe'],
  disks: readonly Disk[],
): Machine['wipe'] | undefined {
  const named = (list: readonly Disk[]): string[] => list.flatMap((disk) => (hasSerialAlone(disk, disks) ? [disk.serial ?? ''] : []));
  if (wipe !== 'any' && named(refused).length === refused.length) return [...wipe, ...named(refused)];
  if (!chosen.some(carriesPintxo)) return 'any';
  const erased = chosen.filter((disk) => !isBlank(disk));
  return wipe === 'any' && named(erased).length === erased.length ? named(erased) : undefined;
}

function cannotErase(disks: readonly Disk[]): string {
  return `${namesOf(disks)} cannot be named under wipe, having no serial of ${disks.length === 1 ? 'its' : 'their'} own: erase ${them(disks)} in another computer.`;
}

function machineLines(machine: Partial<Machine>): string {
  return stringify({ machine }).trimEnd();
}

function namesOf(disks: readonly Disk[]): string {
  return disks.map(nameDiskAt).join(' and ');
}

function them(disks: readonly Disk[]): string {
  return disks.length === 1 ? 'it' : 'them';
}

// Names made of the model say more than world wide names.
function byFriendliness(ids: readonly string[]): string[] {
  const isPlain = (id: string): boolean => !/^(wwn|nvme-eui|nvme-nvme|scsi-\d)/.test(id);
  return [...ids.filter(isPlain), ...ids.filter((id) => !isPlain(id))];
}
