/** Which disks could take the place of a missing one. Pure. */
import { shellWord } from '../../builder/render/shell.ts';
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory, Partition } from '../inventory/inventory.ts';
import { consentFor, isBlank } from './consent.ts';
import type { RepairWish } from './decide-repair.ts';
import { nameDiskAt } from './disk-names.ts';
import { exclusionOf, poolOf } from './exclusions.ts';
import { carriesPintxo, dataLabel, holdsSystem, incompleteLabel, isHalfMade, joiningLabel } from './labels.ts';
import { allowErasingByName } from './remedies.ts';
import { sharesDevice } from './same-disk.ts';
import type { StateReport } from './state-report.ts';

export interface Candidate {
  readonly disk: Disk;
  readonly origin: 'stale' | 'apart' | 'locked' | 'begun' | 'free';
  /** The system on it stays: the running one may lie on that very disk, which then must not be partitioned anew. */
  readonly keepsSystem: boolean;
}

/** Every disk that could take the place of the missing one, as far as the wish allows. */
export function candidatesFor(site: Site, inventory: Inventory, report: StateReport, wish: RepairWish): Candidate[] {
  const used = disksOf(inventory, partitionsOf(report));
  const apart = ownDisksOf(inventory, report.apart ?? [], report);
  const begun = inventory.disks.filter((disk) => lacksOnlyData(disk, report, wish) && !used.includes(disk));
  const origins: ReadonlyArray<readonly [Candidate['origin'], readonly Disk[]]> = [
    // What it holds is old, but not nothing: that is for a person to say.
    ['stale', wish.automatic ? [] : ownDisksOf(inventory, report.stale, report).filter((disk) => !apart.includes(disk))],
    // What ran by itself holds data of its own, and what nobody could look into may be newer than what is in use: only who
    // names it can mean it.
    ['apart', wish.serial === undefined ? [] : apart],
    ['locked', wish.serial === undefined ? [] : ownDisksOf(inventory, report.locked ?? [], report)],
    ['begun', begun],
    ['free', inventory.disks.filter((disk) => !begun.includes(disk) && isFree(disk, site, inventory, report, wish))],
  ];
  return origins
    .flatMap(([origin, disks]) => disks.map((disk) => ({ disk, origin, keepsSystem: origin === 'begun' || (origin !== 'free' && holdsSystem(disk, wish.version)) })))
    .filter(({ disk }) => wish.serial === undefined || disk.serial === wish.serial);
}

// A disk that nothing uses, that may be erased, and that is large enough.
function isFree(disk: Disk, site: Site, inventory: Inventory, report: StateReport, wish: RepairWish): boolean {
  const used = disksOf(inventory, partitionsOf(report));
  if (used.includes(disk) || isPromised(disk, site)) return false;
  // It would fail together with the disk that it is to stand in for, or is even the same.
  if (used.some((member) => sharesDevice(disk, member))) return false;
  // It was put in after the start, so nobody has looked whether its data is of this machine, and newer: only who names it can mean it.
  if (carriesPintxo(disk) && wish.serial === undefined) return false;
  return mayBeErased(disk, site, inventory, report, wish) && isLargeEnough(disk, inventory, report);
}

/**
 * True for a disk that this machine had given its system, but not its data yet, when it was cut short. The machine may
 * be running from it: then its partitions cannot be made anew.
 */
function lacksOnlyData(disk: Disk, report: StateReport, { version }: RepairWish): boolean {
  return isHalfMade(disk) && disk.installation?.state === report.state && holdsSystem(disk, version);
}

/** What a person can do so that there is a disk for the mirror. */
export function waysToJoin(site: Site, inventory: Inventory, report: StateReport): string[] {
  const used = disksOf(inventory, partitionsOf(report));
  const others = inventory.disks.filter((disk) => !used.some((member) => member === disk || sharesDevice(disk, member)));
  const erasable = others.filter((disk) => !isPromised(disk, site) && !isBlank(disk) && isLargeEnough(disk, inventory, report));
  const like = used[0] === undefined ? '' : ` like ${nameDiskAt(used[0])}`;
  return [
    ...erasable.map((disk) => allowErasingByName(disk, site.machine, inventory.disks, `run \`${repairCommandFor(disk)}\``)),
    ...others.flatMap((disk) => whyNotDespiteConsent(disk, site)),
    `Put in a blank disk${like} or larger, then run: sudo pintxo repair`,
  ];
}

function repairCommandFor(disk: Disk): string {
  return carriesPintxo(disk) && disk.serial !== undefined ? `sudo pintxo repair --disk ${shellWord(disk.serial)}` : 'sudo pintxo repair';
}

/** Every data partition of this machine, whether it is in use or was left out. */
function partitionsOf({ members, stale, locked = [] }: StateReport): string[] {
  return [...members, ...stale, ...locked];
}

/** The disks that these partitions, by their kernel names, are on. */
export function disksOf({ disks }: Inventory, partitions: readonly string[]): Disk[] {
  return disks.filter((disk) => disk.partitions.some(({ path }) => partitions.includes(path.replace('/dev/', ''))));
}

// The names are those of the start. Another disk may have got the name of one that was pulled out since.
function ownDisksOf(inventory: Inventory, partitions: readonly string[], { state }: StateReport): Disk[] {
  const isOwn = ({ path, label = '', signatures }: Partition): boolean =>
    partitions.includes(path.replace('/dev/', '')) &&
    [dataLabel, joiningLabel, incompleteLabel].includes(label) &&
    (signatures.length === 0 || signatures.some((signature) => [signature.uuid, signature.label].some((name) => name === state || name === incompleteLabel)));
  return inventory.disks.filter((disk) => disk.partitions.some(isOwn) && (disk.installation?.state ?? state) === state);
}

// A pool was made of its disks with the same consent that would now erase them with all that they hold.
function isPromised(disk: Disk, { machine }: Site): boolean {
  return disk.isInUse === true || exclusionOf(disk, machine) !== undefined || (!isBlank(disk) && poolOf(disk, machine) !== undefined);
}

function whyNotDespiteConsent(disk: Disk, { machine }: Site): string[] {
  const pool = poolOf(disk, machine);
  const isNamed = machine.wipe !== 'any' && machine.wipe.includes(disk.serial ?? '');
  if (pool === undefined || isBlank(disk) || !isNamed) return [];
  return [`${nameDiskAt(disk)} is not erased, although its serial stands under wipe: it may be part of the storage pool ${pool}. If it is not, name the disks of the pool by their serials (machine.dataDisks.${pool}).`];
}

// `wipe: any` was said of the disk that is installed on, not of every disk that is ever put in: here only a serial counts.
// By itself the machine takes nothing but a blank disk, and what it may have begun itself.
function mayBeErased(disk: Disk, { machine: { wipe, wipePools } }: Site, { disks }: Inventory, report: StateReport, { automatic }: RepairWish): boolean {
  if (automatic) return isBlank(disk) || mayHaveBegun(disk, report);
  return consentFor(disk, wipe === 'any' ? [] : wipe, disks, wipePools) !== undefined;
}

// What was cut short holds nothing; where it says whose it was to be, it must be this machine's.
function mayHaveBegun(disk: Disk, { state }: StateReport): boolean {
  return isHalfMade(disk) && disk.partitions.length > 0 && (disk.installation === undefined || disk.installation.state === state);
}

// The data must fit, and so must the slots; a disk that is a little smaller than its twin will do.
function isLargeEnough(disk: Disk, inventory: Inventory, report: StateReport): boolean {
  return disksOf(inventory, report.members).every((member) => disk.bytes >= member.bytes * 0.95);
}
