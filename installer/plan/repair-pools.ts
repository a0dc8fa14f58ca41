/** Which disk takes the place of one that a storage pool lacks. Pure. */
import { shellWord } from '../../builder/render/shell.ts';
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { isPoolCandidate } from './choose-pools.ts';
import { isBlank } from './consent.ts';
import type { RepairPlan, RepairWish } from './decide-repair.ts';
import { nameDiskAt } from './disk-names.ts';
import { isHalfMade } from './labels.ts';
import { sharesDevice } from './same-disk.ts';
import { countOf, matches } from './selector.ts';

/** A pool that is mounted. */
export interface SeenPool {
  readonly pool: string;
  /** Kernel names of the disks that it consists of: `sdb`. */
  readonly members: readonly string[];
}

/**
 * What the repair of the machine itself takes comes first: `planned`. A pool gets one disk at a time, a blank one that the
 * site's selector of the pool chooses.
 */
export function withPools(planned: RepairPlan, site: Site, inventory: Inventory, seen: readonly SeenPool[], wish: RepairWish): RepairPlan {
  return seen.reduce((plan, pool) => {
    const { steps, reasons, problems } = repairPool(plan, site, inventory, pool, wish);
    return { steps: [...steps, ...plan.steps], reasons: [...plan.reasons, ...reasons], problems: [...plan.problems, ...problems] };
  }, planned);
}

function repairPool(plan: RepairPlan, site: Site, inventory: Inventory, seen: SeenPool, wish: RepairWish): RepairPlan {
  const selector = site.machine.dataDisks[seen.pool];
  const taken = plan.steps.flatMap((step) => ('disk' in step ? [step.disk] : []));
  const isNamedTaken = inventory.disks.some(({ path, serial }) => taken.includes(path) && serial === wish.serial);
  if (selector === undefined || seen.members.length === 0 || seen.members.length >= countOf(selector) || (wish.serial !== undefined && isNamedTaken)) return nothing;
  if (wish.automatic && site.machine.repair !== 'automatic') return refuse(`The storage pool ${seen.pool} lacks a disk.`, [putIn(seen.pool)]);
  const candidates = inventory.disks.filter((disk) => !taken.includes(disk.path) && isCandidate(disk, site, selector, inventory, seen, wish));
  const [disk, ...rivals] = candidates;
  if (disk === undefined) return refuse(`The storage pool ${seen.pool} lacks a disk, and none is there that could take its place.`, [putIn(seen.pool)]);
  if (rivals.length > 0) {
    return refuse(
      `${candidates.length} disks could take the place of the one that the storage pool ${seen.pool} lacks: ${candidates.map(nameDiskAt).join(' and ')}.`,
      candidates.flatMap(({ serial }) => (serial === undefined ? [] : [`sudo pintxo repair --disk ${shellWord(serial)}`])),
    );
  }
  const reason = `${nameDiskAt(disk)} becomes part of the storage pool ${seen.pool}; what that holds is copied to it in the background.`;
  return { steps: [{ kind: 'join-pool', pool: seen.pool, disk: disk.path }], reasons: [reason], problems: [] };
}

const nothing: RepairPlan = { steps: [], reasons: [], problems: [] };

function refuse(problem: string, remedies: readonly string[]): RepairPlan {
  return { steps: [], reasons: [], problems: [{ problem, remedies }] };
}

function putIn(pool: string): string {
  return `Put in a blank disk that machine.dataDisks.${pool} in site.yaml chooses, as large as the one that is gone, then run: sudo pintxo repair`;
}

function isCandidate(disk: Disk, site: Site, selector: DiskSelector, inventory: Inventory, { pool, members }: SeenPool, { serial }: RepairWish): boolean {
  const used = inventory.disks.filter(({ path }) => members.includes(path.replace('/dev/', '')));
  const isLargeEnough = used.every(({ bytes }) => disk.bytes >= bytes * 0.95);
  const isFree = disk.isInUse !== true && !used.some((member) => member === disk || sharesDevice(disk, member)) && (isBlank(disk) || (disk.partitions.length === 0 && isHalfMade(disk)));
  return isFree && isLargeEnough && matches(disk, selector) && isPoolCandidate(disk, pool, selector, site) && (serial === undefined || disk.serial === serial);
}
