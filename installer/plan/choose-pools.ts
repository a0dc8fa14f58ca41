/** Which disks become storage pools. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { poolExclusionOf } from './exclusions.ts';
import type { PlannedPool, Refusal } from './install-plan.ts';
import { refusePool } from './pool-refusals.ts';
import { countOf, inPathOrder, matches, namesOneDisk, select } from './selector.ts';

/** Every pool of site.yaml, in the order of their names, from the disks that are left; or why one cannot be had. */
export function choosePools(site: Site, inventory: Inventory, systemDisks: readonly Disk[]): PlannedPool[] | Refusal {
  const pools: PlannedPool[] = [];
  for (const [name, selector] of poolsByName(site)) {
    const taken = [...systemDisks, ...pools.flatMap(({ disks }) => disks)];
    const candidates = inventory.disks.filter((disk) => !taken.includes(disk) && isPoolCandidate(disk, name, selector, site));
    const found = inPathOrder(select(candidates, selector));
    if (found.length !== countOf(selector)) return refusePool(site, inventory, { name, selector, found, systemDisks });
    pools.push({ name, disks: found });
  }
  return pools;
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
