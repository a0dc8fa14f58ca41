/** Refusals because a storage pool cannot be made: nothing is installed by half. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { formatBytes, nameDiskAt } from './disk-names.ts';
import { poolExclusionOf } from './exclusions.ts';
import type { DiskVerdict, Refusal } from './install-plan.ts';
import { smallestPoolDiskBytes } from './layout.ts';
import { inOneLine } from './refusals.ts';
import { selectorFor, useDisks } from './remedies.ts';
import { firstShared } from './same-disk.ts';
import { countOf, matches } from './selector.ts';
import { notSelected, verdictsFor } from './verdicts.ts';

/** A pool for which too few or too many disks were found. */
export interface UnmadePool {
  readonly name: string;
  readonly selector: DiskSelector;
  readonly found: readonly Disk[];
  readonly systemDisks: readonly Disk[];
}

export function refusePool(site: Site, inventory: Inventory, pool: UnmadePool): Refusal {
  const isShort = pool.found.length < countOf(pool.selector);
  return {
    verdict: 'refuse',
    problem: `${isShort ? tooFew(inventory, pool) : tooMany(pool)} Nothing was changed.`,
    disks: verdictsFor(site, inventory, (disk) => verdictOn(disk, pool), notSelected),
    remedies: isShort ? waysOut(pool) : waysToChoose(site, inventory, pool),
  };
}

/** The disks are as many as are wanted, but two of them are one device: both would fail together, or are even the same. */
export function refuseSharedPool(site: Site, inventory: Inventory, pool: UnmadePool, shared: readonly [Disk, Disk]): Refusal {
  return {
    verdict: 'refuse',
    problem: `The pool ${pool.name} would use one device twice: ${shared.map(nameDiskAt).join(' and ')} have the same name by which a disk is told from others. Nothing was changed.`,
    disks: verdictsFor(site, inventory, (disk) => (shared.includes(disk) ? { verdict: 'refused', reason: 'it is on the same device as another disk that would be used' } : verdictOn(disk, { ...pool, found: [] })), notSelected),
    remedies: [...(pool.found.length > 1 ? waysToChoose(site, inventory, pool) : []), ...waysOut(pool)],
  };
}

function tooFew({ disks }: Inventory, { name, selector, found }: UnmadePool): string {
  const wanted = `The pool ${name} needs ${countDisks(countOf(selector))} (${inOneLine(selector)})`;
  if (found.length > 0) return `${wanted}, but only ${found.map(nameDiskAt).join(' and ')} can be used.`;
  const match = disks.find((disk) => matches(disk, selector));
  const exclusion = match && poolExclusionOf(match, selector);
  if (match === undefined) return `${wanted}, but no such disk is there.`;
  return `${wanted}, but ${nameDiskAt(match)} cannot be used: ${exclusion ?? 'it has another use'}.`;
}

function tooMany({ name, selector, found }: UnmadePool): string {
  return `${found.length} disks could be the ${countDisks(countOf(selector))} of the pool ${name}: ${found.map(nameDiskAt).join(' and ')}.`;
}

function verdictOn(disk: Disk, { name, found, systemDisks }: UnmadePool): Pick<DiskVerdict, 'verdict' | 'reason'> | undefined {
  if (systemDisks.includes(disk)) return { verdict: 'kept', reason: 'it would be a system disk, but nothing is installed' };
  return found.includes(disk) ? { verdict: 'refused', reason: `it fits the pool ${name}, which cannot be made` } : undefined;
}

function waysOut({ name }: UnmadePool): string[] {
  return [
    `Put in the disks that are missing, blank and of at least ${formatBytes(smallestPoolDiskBytes)} each.`,
    `To install without this pool, take ${name} out of dataDisks in site.yaml.`,
  ];
}

function waysToChoose(site: Site, { disks }: Inventory, { name, selector, found }: UnmadePool): string[] {
  const use = (chosen: readonly Disk[], wanted: DiskSelector, purpose: string): string[] => {
    const dataDisks = { ...site.machine.dataDisks, [name]: wanted };
    const remedy = useDisks(chosen, { dataDisks }, site.machine, disks, purpose);
    return remedy === undefined ? [] : [remedy];
  };
  const alone = found.flatMap((disk) => {
    const named = selectorFor(disk, disks);
    return named === undefined ? [] : use([disk], named, `make ${name} of ${nameDiskAt(disk)} alone`);
  });
  const { pick: _, ...whole } = selector;
  if (firstShared(found) !== undefined) return alone;
  return [...alone, ...use(found, { ...whole, count: found.length }, `make ${name} a mirror over all ${found.length}`)];
}

function countDisks(count: number): string {
  return count === 1 ? 'one disk' : `${count} disks`;
}
