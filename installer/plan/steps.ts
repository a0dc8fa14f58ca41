/** The steps of a plan, in order. Pure. */
import type { Disk } from '../inventory/inventory.ts';
import type { PlannedPool, Step } from './install-plan.ts';
import { layoutFor } from './layout.ts';

type DiskStep = Extract<Step, { disk: string }>['kind'];

/**
 * Everything from the disks as they are to an installed machine. Signatures are erased on blank disks too, where this
 * does nothing: the plan stays the same when a power cut makes it start over on a disk that is no longer blank.
 * The first disk is committed last: with it the installation counts as finished.
 */
export function installSteps(systemDisks: readonly Disk[], pools: readonly PlannedPool[], encrypted: boolean): Step[] {
  const disks = pathsOf(systemDisks);
  return [
    { kind: 'note-consent' },
    ...partitioning(systemDisks),
    { kind: 'format-state', disks, encrypted },
    ...pools.flatMap((pool) => poolSteps(pool, encrypted)),
    { kind: 'seed-state' },
    { kind: 'write-site' },
    { kind: 'make-secrets' },
    { kind: 'prepare-start' },
    ...unlocking(disks, encrypted),
    ...onEach('install-boot-loader', disks),
    { kind: 'note-installed' },
    ...onEach('commit', [...disks].reverse()),
    ...registration(disks),
  ];
}

/** The stick's system into the free slot of each disk, and its site.yaml onto those that do not have it yet, for the running system to judge. */
export function parkSteps(systemDisks: readonly Disk[], withoutSite: readonly Disk[]): Step[] {
  return pathsOf(systemDisks).flatMap((disk): Step[] => [
    { kind: 'write-slot', disk },
    ...(pathsOf(withoutSite).includes(disk) ? onEach('hand-in-site', [disk]) : []),
    { kind: 'park-system', disk },
  ]);
}

/** The stick's system into the free slot of each disk, and its site.yaml onto those that do not have it yet. */
export function refreshSteps(systemDisks: readonly Disk[], withoutSite: readonly Disk[]): Step[] {
  const disks = pathsOf(systemDisks);
  return [
    ...disks.flatMap((disk): Step[] => [
      { kind: 'write-slot', disk },
      ...(pathsOf(withoutSite).includes(disk) ? onEach('hand-in-site', [disk]) : []),
      { kind: 'install-boot-loader', disk },
    ]),
    ...registration(disks),
  ];
}

// Both halves of a mirror get the slots of the smaller disk, so that one system fits both.
function partitioning(systemDisks: readonly Disk[]): Step[] {
  const partitions = layoutFor(Math.min(...systemDisks.map(({ bytes }) => bytes)));
  return pathsOf(systemDisks).flatMap((disk): Step[] => [
    { kind: 'erase-signatures', disk },
    { kind: 'partition-disk', disk, partitions },
  ]);
}

function poolSteps({ name, disks, isKept }: PlannedPool, encrypted: boolean): Step[] {
  if (isKept === true) return [];
  return [...onEach('erase-signatures', pathsOf(disks)), { kind: 'format-pool', pool: name, disks: pathsOf(disks), encrypted }];
}

function unlocking(disks: readonly string[], encrypted: boolean): Step[] {
  return encrypted ? [{ kind: 'bind-to-tpm', disks }, { kind: 'write-recovery-sheet' }] : [];
}

// An entry that is added comes first in the firmware's order: the first disk is added last.
function registration(disks: readonly string[]): Step[] {
  return onEach('register-boot-entry', [...disks].reverse());
}

function onEach(kind: Exclude<DiskStep, 'partition-disk'>, disks: readonly string[]): Step[] {
  return disks.map((disk) => ({ kind, disk }));
}

function pathsOf(disks: readonly Disk[]): string[] {
  return disks.map(({ path }) => path);
}
