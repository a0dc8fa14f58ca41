/** Which disks are a storage pool of an earlier system that this machine may take over. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { isPoolCandidate } from './choose-pools.ts';
import { nameDiskAt } from './disk-names.ts';
import { poolOn } from './labels.ts';
import { matches } from './selector.ts';

/** A whole disk that says it is of a pool. */
export interface PoolDisk {
  readonly path: string;
  /** Of the pool's file system, which an encrypted disk tells in clear. */
  readonly uuid: string;
  readonly isEncrypted: boolean;
}

export interface Adoption {
  readonly disks: readonly PoolDisk[];
  readonly uuid: string;
  readonly isEncrypted: boolean;
  /** The disks in words. */
  readonly names: readonly string[];
}

/** `disks` are all of the machine that say they are of a pool; `isEncrypted`: the data of this machine is. Never more than one pool is meant. */
export function decideAdoption(site: Site, inventory: Inventory, pool: string, disks: readonly PoolDisk[], isEncrypted: boolean): Adoption | { readonly problem: string } {
  const selector = site.machine.dataDisks[pool];
  if (selector === undefined) return { problem: `site.yaml has no storage pool ${pool}. Write it below machine.dataDisks, run sudo pintxo apply, and then this again.` };
  const found = inventory.disks.filter((disk) => poolOn(disk) === pool && matches(disk, selector) && isPoolCandidate(disk, pool, selector, site));
  const own = disks.filter(({ path }) => found.some((disk) => disk.path === path));
  const [first] = own;
  if (first === undefined) return { problem: `None of the disks that machine.dataDisks.${pool} in site.yaml chooses says that it is of a storage pool ${pool}.` };
  const names = found.filter(({ path }) => own.some((disk) => disk.path === path)).map(nameDiskAt);
  if (own.some(({ uuid, isEncrypted: one }) => uuid !== first.uuid || one !== first.isEncrypted)) return { problem: `These disks are of several pools that are all called ${pool}: ${names.join(' and ')}. Leave only those of one in the machine.` };
  if (first.isEncrypted && !isEncrypted) return { problem: `The storage pool ${pool} is encrypted, and the data of this machine is not: its key would lie beside it in clear. Install this machine with encryption to take it over.` };
  return { disks: own, uuid: first.uuid, isEncrypted: first.isEncrypted, names };
}
