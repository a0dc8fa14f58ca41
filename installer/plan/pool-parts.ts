/** How a storage pool is opened from the disks that are there: which are used together, and what is to be told. Pure. */

import { incompleteLabel } from './labels.ts';

/** What the file system on one disk of a pool says of itself. */
export interface PoolPart {
  /** Device. */
  readonly path: string;
  readonly generation: number;
  readonly label: string;
  /** Number of the device in its file system. */
  readonly devid: number;
  /** How many devices the file system has, going by this one. */
  readonly devices: number;
}

export interface PoolParts {
  readonly used: readonly PoolPart[];
  /** They hold data of their own: used together with the others, the pool would be neither. */
  readonly apart: readonly PoolPart[];
}

/** A pool as the site wants it, and as the machine remembers it. */
export interface KnownPool {
  readonly pool: string;
  /** Where it is mounted. */
  readonly folder: string;
  /** How many disks it has. */
  readonly count: number;
  /** Whether its disks were not made alike to the end when the machine last ran. */
  readonly isMarked: boolean;
}

export interface PoolOpening extends PoolParts {
  readonly isDegraded: boolean;
  /** To be noted before the label: by its name the pool is whole, and what it still lacks must not be forgotten by a power cut. */
  readonly isBehind: boolean;
  /** Name of the file system from now on; undefined where it stays as it is. */
  readonly label: string | undefined;
  /** Whether its disks are to be made alike. */
  readonly makeAlike: boolean;
  /** What is wrong, in words; undefined where nothing is. */
  readonly problem: string | undefined;
}

/**
 * Whether devices may be missing when the pool is mounted. A pool has more than the site says while a new disk takes the place
 * of another; and a disk that was replaced is no part of it any more, which shows only when it is mounted.
 */
export function mayLackDevices({ used }: PoolParts, { pool, count }: Pick<KnownPool, 'pool' | 'count'>): boolean {
  return used.length < Math.max(count, ...used.map(({ devices }) => devices)) || isAnyBehind(used, pool);
}

/** From the disks that the mounted pool consists of, and those apart. `random` is hexadecimal. Where no disk is used there is nothing to be done. */
export function planPoolOpening(parts: readonly PoolPart[], known: KnownPool, random: string): PoolOpening {
  const { pool, count, isMarked } = known;
  const { used, apart } = choosePoolParts(parts, pool);
  const isDegraded = used.length < count;
  const isBehind = !isDegraded && isAnyBehind(used, pool);
  const makeAlike = !isDegraded && apart.length === 0 && (isBehind || isMarked);
  return { used, apart, isDegraded, isBehind, label: labelFor(used, pool, count, random), makeAlike, problem: problemOf(known, { used, apart }, makeAlike) };
}

/** The unit that makes the disks of a pool alike. */
export function poolUnit(pool: string): string {
  return `pintxo-pool-${pool}`;
}

function problemOf({ pool, folder, count }: KnownPool, { used, apart }: PoolParts, makeAlike: boolean): string | undefined {
  if (used.length === 0) return `The storage pool ${pool} is not there: none of its disks was found. One of an earlier system is taken over with: sudo pintxo adopt ${pool}`;
  if (apart.length > 0) return tellApart(pool, folder, apart);
  if (used.length < count) return `The storage pool ${pool} lacks ${count - used.length} of its ${count} disks. Put in a new one and run: sudo pintxo repair`;
  if (!makeAlike) return undefined;
  return `A disk of the storage pool ${pool} was away for a while. What it lacks is copied to it in the background; to see how that goes: journalctl --unit ${poolUnit(pool)}`;
}

function tellApart(pool: string, folder: string, apart: readonly PoolPart[]): string {
  return [
    `Disks of the storage pool ${pool} each ran without the other, and hold data of their own. The pool goes on without ${apart.map(({ path }) => path).join(', ')}.`,
    'To look at what is on it, start the machine with that disk alone. To give up what only it holds:',
    // By what is on it, btrfs takes it for one of the pool that is mounted: that goes first.
    ...apart.map(({ path, devid }) => `  sudo wipefs --all ${path} && sudo btrfs replace start ${devid} ${path} ${folder}`),
  ].join('\n');
}

/**
 * A disk that ran without any other has a label of its own (see `labelFor`): it goes with those that have the same, and with
 * disks that never ran alone since the pool was last whole, which only lack something. Of two that each ran alone the newer is used.
 * A disk that went on when the other one failed under it has no label of its own, but is newer than the moment from which
 * the other one ran alone. A power cut leaves a difference of one.
 */
export function choosePoolParts(parts: readonly PoolPart[], pool: string): PoolParts {
  const newest = parts.reduce<PoolPart | undefined>((best, part) => (best === undefined || part.generation > best.generation ? part : best), undefined);
  const begun = newest === undefined ? undefined : aloneSince(newest, pool);
  const isApart = (part: PoolPart): boolean => part.label !== newest?.label && (ranAlone(part, pool) || (begun !== undefined && part.generation > begun + 1));
  return { used: parts.filter((part) => !isApart(part)), apart: parts.filter(isApart) };
}

/**
 * The label of a pool that is mounted from these disks of `count`; undefined where it stays as it is. From its first opening on it has its
 * own, whatever is missing: with the name of what was cut short, its disks could be taken for others. One that tells who ran alone is
 * only ever given to a single disk: a power cut must not leave two that belong together with different ones. `random` is hexadecimal.
 */
export function labelFor(used: readonly PoolPart[], pool: string, count: number, random: string): string | undefined {
  if (used.length >= count || (used.length > 1 && used.some(({ label }) => label === incompleteLabel) && !used.some((part) => ranAlone(part, pool)))) return pool;
  const [only] = used;
  return used.length === 1 && only !== undefined && !ranAlone(only, pool) ? `${pool}.${only.generation}-${random}` : undefined;
}

/** Whether disks that are used together lack something: one of them was away, or the other one alone. A power cut leaves a difference of one. */
export function isAnyBehind(used: readonly PoolPart[], pool: string): boolean {
  const generations = used.map(({ generation }) => generation);
  return used.length > 1 && (Math.max(...generations) - Math.min(...generations) > 1 || used.some((part) => ranAlone(part, pool)));
}

/** Generation of a disk when it began to run alone; undefined where it did not. */
function aloneSince({ label }: PoolPart, pool: string): number | undefined {
  const [, generation] = ranAlone({ label }, pool) ? (/\.(\d+)-[0-9a-f]+$/.exec(label) ?? []) : [];
  return generation === undefined ? undefined : Number(generation);
}

function ranAlone({ label }: Pick<PoolPart, 'label'>, pool: string): boolean {
  return label.startsWith(`${pool}.`);
}
