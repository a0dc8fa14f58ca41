/** Which disks become the node's storage pools, by the appliance's rules. Pure. */
import type { Disk, Inventory } from '../../../installer/inventory/inventory.ts';
import { choosePools } from '../../../installer/plan/choose-pools.ts';
import { consentFor, hasSerialAlone, isBlank, refusalToErase } from '../../../installer/plan/consent.ts';
import { namesSerial } from '../../../installer/plan/disk-identity.ts';
import { nameDiskAt } from '../../../installer/plan/disk-names.ts';
import { allowErasing } from '../../../installer/plan/remedies.ts';
import { countOf } from '../../../installer/plan/selector.ts';
import type { Finding } from '../../site/finding.ts';
import type { DiskSelector, Site } from '../../site/site.ts';
import { seenDisks } from './disk-choice.ts';

/** A disk by the one property that tells it from all others. */
export interface PoolDisk {
  readonly property: 'serial' | 'wwn' | 'id';
  readonly value: string;
  readonly mayErase: boolean;
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

function namedPools({ dataDisks, wipe }: Site['machine']): NodePool[] | Finding {
  const entries = Object.entries(dataDisks).sort(([one], [other]) => (one < other ? -1 : 1));
  const pools = entries.map(([name, selector]) => ({ name, disk: namedDisk(selector, wipe) }));
  const unnamed = pools.find(({ disk }) => disk === undefined);
  if (unnamed !== undefined) return guess(unnamed.name);
  return pools.flatMap(({ name, disk }) => (disk === undefined ? [] : [{ name, disks: [disk] }]));
}

function namedDisk(selector: DiskSelector, wipe: Site['machine']['wipe']): PoolDisk | undefined {
  const named = (['serial', 'wwn', 'id'] as const).flatMap((property) => {
    const value = selector[property]?.trim();
    return value === undefined ? [] : [{ property, value, mayErase: wipe === 'any' || namesSerial(wipe, selector.serial) }];
  });
  return countOf(selector) === 1 ? named[0] : undefined;
}

function guess(name: string): Finding {
  return {
    path: where(name),
    message: `nobody can tell from here which disks the pool ${name} is made of`,
    remedy: 'give the machine as the stick saw it (--machine inventory.json), or name one disk by its serial',
  };
}

function seenPools(site: Site, inventory: Inventory): NodePool[] | Finding {
  const pools = choosePools(site, inventory, seenDisks(site.machine, inventory.disks));
  if ('verdict' in pools) return { path: where(), message: pools.problem, remedy: pools.remedies.join('\n') };
  const findings = pools.flatMap(({ name, disks }) => disks.flatMap((disk) => refuseDisk(name, disk, site.machine, inventory.disks)));
  if (findings[0] !== undefined) return findings[0];
  return pools.map(({ name, disks }) => ({ name, disks: disks.flatMap((disk) => identified(disk, inventory.disks) ?? []) }));
}

function refuseDisk(name: string, disk: Disk, machine: Site['machine'], disks: readonly Disk[]): Finding[] {
  const path = where(name);
  if (consentFor(disk, machine.wipe, disks) === undefined) {
    return [{ path, message: `${nameDiskAt(disk)}: ${refusalToErase(disk, machine.wipe)}`, remedy: allowErasing(disk, machine, disks) }];
  }
  if (identified(disk, disks) !== undefined) return [];
  return [{ path, message: `nothing tells ${nameDiskAt(disk)} apart from the other disks`, remedy: `take ${name} out of machine.dataDisks, and make the pool by hand` }];
}

function identified(disk: Disk, disks: readonly Disk[]): PoolDisk | undefined {
  const mayErase = !isBlank(disk);
  if (disk.serial !== undefined && hasSerialAlone(disk, disks)) return { property: 'serial', value: disk.serial, mayErase };
  const isShared = disks.some((other) => other !== disk && other.wwn === disk.wwn);
  if (disk.wwn !== undefined && !isShared) return { property: 'wwn', value: disk.wwn, mayErase };
  const [id] = disk.ids;
  return id === undefined ? undefined : { property: 'id', value: id, mayErase };
}
