/** What to write into site.yaml, ready to paste. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { stringify } from 'yaml';
import { consentFor, hasSerialAlone, isBlank, nameForWipe } from './consent.ts';
import { nameDiskAt } from './disk-names.ts';
import { carriesPintxo, poolOn } from './labels.ts';

type Machine = Site['machine'];
type Consent = Pick<Machine, 'wipe' | 'wipePools'>;

/**
 * Lines that select the disk and, where it is not blank, allow erasing it. `disks` are all of the machine; `otherwise` selects it
 * where nothing that it says of itself does.
 */
export function useDisk(disk: Disk, machine: Machine, disks: readonly Disk[], otherwise?: DiskSelector): string {
  const selector = selectorFor(disk, disks) ?? otherwise;
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
  const refused = chosen.filter((disk) => consentFor(disk, machine.wipe, disks, machine.wipePools) === undefined);
  if (refused.length === 0) return `To ${purpose}, write into site.yaml:\n${machineLines(settings)}`;
  const consent = consentFrom(refused, chosen, machine, disks);
  const erasing = purpose.startsWith('use ') ? '' : `${purpose}, and to `;
  if (consent === undefined) return undefined;
  return `To ${erasing}erase ${namesOf(refused)} and all that is on ${them(refused)}, write into site.yaml:\n${machineLines({ ...settings, ...consent })}`;
}

/** Lines that allow erasing a disk that is chosen already. */
export function allowErasing(disk: Disk, machine: Machine, disks: readonly Disk[]): string {
  return allowErasingAll([disk], [disk], machine, disks);
}

/** As above, for a disk that only its own serial allows erasing: a word about every disk does not count. */
export function allowErasingByName(disk: Disk, { wipe }: Machine, disks: readonly Disk[], then: string): string {
  const named = wipe === 'any' ? [] : wipe;
  const name = nameForWipe(disk, disks);
  const pool = poolOn(disk);
  if (name === undefined) return cannotErase([disk]);
  if (pool !== undefined) return `To erase ${nameDiskAt(disk)} and the storage pool ${pool} on it, write into site.yaml and ${then}:\n${machineLines({ wipe: named, wipePools: { [name]: pool } })}`;
  if (named.includes(name)) return `To erase ${nameDiskAt(disk)} and all that is on it, as site.yaml allows, ${then}.`;
  return `To erase ${nameDiskAt(disk)} and all that is on it, write into site.yaml and ${then}:\n${machineLines({ wipe: [...named, name] })}`;
}

/** Lines that allow erasing those of the chosen disks that are refused. */
export function allowErasingAll(refused: readonly Disk[], chosen: readonly Disk[], machine: Machine, disks: readonly Disk[]): string {
  const consent = consentFrom(refused, chosen, machine, disks);
  if (consent === undefined) return cannotErase(refused);
  return `To erase ${namesOf(refused)} and all that is on ${them(refused)}, write into site.yaml:\n${machineLines(consent)}`;
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

// A name that is missing or shared cannot carry consent, and `any` cannot where a disk carries Pintxo or a pool. Consent that
// was given by `any` must be written out then.
function consentFrom(refused: readonly Disk[], chosen: readonly Disk[], machine: Machine, disks: readonly Disk[]): Consent | undefined {
  const { wipe } = machine;
  const erased = wipe === 'any' ? chosen.filter((disk) => !isBlank(disk)) : refused;
  const named = erased.flatMap((disk) => {
    const name = nameForWipe(disk, disks);
    return name === undefined ? [] : [{ name, pool: poolOn(disk) }];
  });
  const isGuarded = chosen.some((disk) => carriesPintxo(disk) || poolOn(disk) !== undefined);
  if (named.length < erased.length || (wipe === 'any' && !isGuarded)) return isGuarded ? undefined : { wipe: 'any', wipePools: {} };
  const plain = named.flatMap(({ name, pool }) => (pool === undefined ? [name] : []));
  const pools = named.flatMap(({ name, pool }) => (pool === undefined ? [] : [[name, pool] as const]));
  return { wipe: [...new Set([...(wipe === 'any' ? [] : wipe), ...plain])], wipePools: { ...machine.wipePools, ...Object.fromEntries(pools) } };
}

function cannotErase(disks: readonly Disk[]): string {
  return `${namesOf(disks)} cannot be named under wipe, having no serial of ${disks.length === 1 ? 'its' : 'their'} own: erase ${them(disks)} in another computer.`;
}

// As the file has it: a serial, or a serial with the name of the pool on that disk, in one list.
function machineLines({ wipe, wipePools = {}, ...settings }: Partial<Machine>): string {
  const pools = Object.entries(wipePools).map(([serial, pool]) => ({ [serial]: pool }));
  const list = wipe === undefined || wipe === 'any' ? wipe : [...wipe, ...pools];
  return stringify({ machine: { ...settings, ...(list === undefined ? {} : { wipe: list }) } }).trimEnd();
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
