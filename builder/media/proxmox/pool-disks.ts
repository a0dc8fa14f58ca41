/** Which disks become the node's storage pools, by the appliance's rules. Pure. */
import type { Disk, Inventory } from '../../../installer/inventory/inventory.ts';
import { choosePools } from '../../../installer/plan/choose-pools.ts';
import { consentFor, hasSerialAlone, isBlank, isNamedUnder, refusalToErase } from '../../../installer/plan/consent.ts';
import type { PlannedPool } from '../../../installer/plan/install-plan.ts';
import { poolOn } from '../../../installer/plan/labels.ts';
import { markPaths } from '../../../installer/plan/same-disk.ts';
import { nameDiskAt } from '../../../installer/plan/disk-names.ts';
import { allowErasing } from '../../../installer/plan/remedies.ts';
import { countOf } from '../../../installer/plan/selector.ts';
import type { Finding } from '../../site/finding.ts';
import type { DiskSelector, Site } from '../../site/site.ts';
import { seenDisks } from './disk-choice.ts';
import { isNamedUnderWipe, poolNamedUnderWipe } from './named-consent.ts';

/** A disk by the one property that tells it from all others. */
export interface PoolDisk {
  readonly property: 'serial' | 'wwn' | 'id';
  readonly value: string;
  /** Whether site.yaml allows erasing it by its name, as it allows any, or not. */
  readonly consent: 'named' | 'any' | 'none';
  /** The storage pool of ours that site.yaml allows erasing on it. */
  readonly erasable?: string | undefined;
}

/** Two or more disks are a mirror. */
export interface NodePool {
  readonly name: string;
  readonly disks: readonly PoolDisk[];
}

/** The pools or, in words, why one of them cannot be had; without an inventory each must be one disk by name. */
export function choosePoolDisks(site: Site, inventory: Inventory | undefined): readonly NodePool[] | Finding {
  return inventory === undefined ? namedPools(site.machine) : seenPools(site, inventory);
}

function where(name?: string): string[] {
  return ['machine', 'dataDisks', ...(name === undefined ? [] : [name])];
}

function namedPools(machine: Site['machine']): NodePool[] | Finding {
  const entries = Object.entries(machine.dataDisks).sort(([one], [other]) => (one < other ? -1 : 1));
  const pools = entries.map(([name, selector]) => ({ name, disk: namedDisk(selector, machine) }));
  const unnamed = pools.find(({ disk }) => disk === undefined);
  if (unnamed !== undefined) return guess(unnamed.name);
  return pools.flatMap(({ name, disk }) => (disk === undefined ? [] : [{ name, disks: [disk] }]));
}

function namedDisk(selector: DiskSelector, machine: Site['machine']): PoolDisk | undefined {
  const erasable = poolNamedUnderWipe(selector, machine);
  const named = isNamedUnderWipe(selector, machine) ? 'named' : 'none';
  const consent: Consent = { consent: machine.wipe === 'any' ? 'any' : named, ...(erasable === undefined ? {} : { erasable }) };
  const names = (['serial', 'wwn', 'id'] as const).flatMap((property) => {
    const value = selector[property]?.trim();
    return value === undefined ? [] : [{ property, value, ...consent }];
  });
  return countOf(selector) === 1 ? names[0] : undefined;
}

function guess(name: string): Finding {
  return {
    path: where(name),
    message: `nobody can tell from here which disks the pool ${name} is made of`,
    remedy: 'give the machine as the stick saw it (--machine inventory.json), or name one disk by its serial',
  };
}

function seenPools(site: Site, inventory: Inventory): NodePool[] | Finding {
  const marked = markPaths(inventory);
  const pools = choosePools(site, marked, seenDisks(site.machine, marked.disks));
  if ('verdict' in pools) return { path: where(), message: pools.problem, remedy: pools.remedies.join('\n') };
  const isTakenIn = ({ isKept, disks }: PlannedPool): boolean => isKept === true && disks.every(isOfZfs);
  const findings = pools.flatMap((pool) => (isTakenIn(pool) ? [] : pool.disks.flatMap((disk) => refuseDisk(pool.name, disk, site.machine, marked.disks))));
  if (findings[0] !== undefined) return findings[0];
  return pools.map((pool) => ({ name: pool.name, disks: pool.disks.flatMap((disk) => identified(disk, marked.disks, isTakenIn(pool) ? notAllowed : consentOf(disk, site.machine, marked.disks)) ?? []) }));
}

function refuseDisk(name: string, disk: Disk, machine: Site['machine'], disks: readonly Disk[]): Finding[] {
  const path = where(name);
  if (consentFor(disk, machine.wipe, disks, machine.wipePools) === undefined) {
    return [{ path, message: `${nameDiskAt(disk)}: ${refusalToErase(disk, machine.wipe)}`, remedy: allowErasing(disk, machine, disks) }];
  }
  if (identified(disk, disks, notAllowed) !== undefined) return [];
  return [{ path, message: `nothing tells ${nameDiskAt(disk)} apart from the other disks`, remedy: `take ${name} out of machine.dataDisks, and make the pool by hand` }];
}

function isOfZfs({ signatures, partitions }: Disk): boolean {
  return [...signatures, ...partitions.flatMap((partition) => partition.signatures)].some(({ type }) => type === 'zfs_member');
}

type Consent = Pick<PoolDisk, 'consent' | 'erasable'>;

const notAllowed: Consent = { consent: 'none' };

function consentOf(disk: Disk, { wipe }: Site['machine'], disks: readonly Disk[]): Consent {
  if (isBlank(disk)) return notAllowed;
  const erasable = poolOn(disk);
  const consent = isNamedUnder(disk, wipe, disks) ? 'named' : erasable === undefined ? 'any' : 'none';
  return { consent, ...(erasable === undefined ? {} : { erasable }) };
}

function identified(disk: Disk, disks: readonly Disk[], consent: Consent): PoolDisk | undefined {
  if (disk.serial !== undefined && hasSerialAlone(disk, disks)) return { property: 'serial', value: disk.serial, ...consent };
  const isShared = disks.some((other) => other !== disk && other.wwn === disk.wwn);
  if (disk.wwn !== undefined && !isShared) return { property: 'wwn', value: disk.wwn, ...consent };
  const [id] = disk.ids;
  return id === undefined ? undefined : { property: 'id', value: id, ...consent };
}
