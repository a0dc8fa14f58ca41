/** Which disks become storage pools. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { poolExclusionOf } from './exclusions.ts';
import { consentFor } from './consent.ts';
import type { PlannedPool, Refusal } from './install-plan.ts';
import { poolOn } from './labels.ts';
import { refusePool, refuseSharedPool } from './pool-refusals.ts';
import { firstShared, sharesDevice } from './same-disk.ts';
import { countOf, inPathOrder, matches, namesOneDisk, select } from './selector.ts';

/**
 * Every pool of site.yaml, in the order of their names, from the disks that are left; or why one cannot be had. A pool of that name that is
 * there already is kept, whatever it lacks: it is never made anew because it is not whole.
 */
export function choosePools(site: Site, inventory: Inventory, systemDisks: readonly Disk[]): PlannedPool[] | Refusal {
  const pools: PlannedPool[] = [];
  for (const [name, selector] of poolsByName(site)) {
    const taken = [...systemDisks, ...pools.flatMap(({ disks }) => disks)];
    const candidates = inventory.disks.filter((disk) => !taken.includes(disk) && isPoolCandidate(disk, name, selector, site));
    const found = inPathOrder(select(candidates, selector));
    const holders = found.filter((disk) => poolOn(disk) === name && consentFor(disk, site.machine.wipe, inventory.disks, site.machine.wipePools) === undefined);
    if (holders.length > 0) {
      pools.push({ name, disks: holders, isKept: true });
      continue;
    }
    const shared = firstShared(found) ?? sharedWith(found, taken);
    if (found.length === countOf(selector) && shared !== undefined) return refuseSharedPool(site, inventory, { name, selector, found, systemDisks }, shared);
    if (found.length !== countOf(selector)) return refusePool(site, inventory, { name, selector, found, systemDisks });
    pools.push({ name, disks: found });
  }
  return pools;
}

function sharedWith(found: readonly Disk[], taken: readonly Disk[]): readonly [Disk, Disk] | undefined {
  for (const disk of found) {
    const twin = taken.find((other) => sharesDevice(disk, other));
    if (twin !== undefined) return [disk, twin];
  }
  return undefined;
}

function poolsByName({ machine: { dataDisks } }: Site): Array<[string, DiskSelector]> {
  return Object.entries(dataDisks).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Whether nothing speaks against the disk. One that another pool names itself is that pool's. */
export function isPoolCandidate(disk: Disk, name: string, selector: DiskSelector, { machine: { dataDisks } }: Site): boolean {
  const isPromised = Object.entries(dataDisks).some(
    ([pool, other]) => pool !== name && namesOneDisk(other) && !namesOneDisk(selector) && matches(disk, other),
  );
  return !isPromised && poolExclusionOf(disk, selector) === undefined;
}
