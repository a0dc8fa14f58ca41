/** Which disks of a storage pool are used together. Pure. */

/** What the file system on one disk of a pool says of itself. */
export interface PoolPart {
  /** Device. */
  readonly path: string;
  readonly generation: number;
  readonly label: string;
  /** Number of the device in its file system. */
  readonly devid: number;
}

export interface PoolParts {
  readonly used: readonly PoolPart[];
  /** They hold data of their own: used together with the others, the pool would be neither. */
  readonly apart: readonly PoolPart[];
}

/**
 * A disk that ran without any other has a label of its own (see `labelFor`): it goes with those that have the same, and with
 * disks that never ran alone since the pool was last whole, which only lack something. Of two that each ran alone the newer is used.
 */
export function choosePoolParts(parts: readonly PoolPart[], pool: string): PoolParts {
  const newest = parts.reduce<PoolPart | undefined>((best, part) => (best === undefined || part.generation > best.generation ? part : best), undefined);
  const isApart = (part: PoolPart): boolean => part.label !== newest?.label && ranAlone(part, pool);
  return { used: parts.filter((part) => !isApart(part)), apart: parts.filter(isApart) };
}

/**
 * The label of a pool that is mounted from these disks of `count`; undefined where it stays as it is. Only ever a new one on
 * a single disk: a power cut must not leave two that belong together with different ones. `random` is hexadecimal.
 */
export function labelFor(used: readonly PoolPart[], pool: string, count: number, random: string): string | undefined {
  if (used.length >= count) return pool;
  const [only] = used;
  return used.length === 1 && only !== undefined && !ranAlone(only, pool) ? `${pool}.${random}` : undefined;
}

/** Whether disks that are used together lack something: one of them was away, or the other one alone. A power cut leaves a difference of one. */
export function isAnyBehind(used: readonly PoolPart[], pool: string): boolean {
  const generations = used.map(({ generation }) => generation);
  return used.length > 1 && (Math.max(...generations) - Math.min(...generations) > 1 || used.some((part) => ranAlone(part, pool)));
}

function ranAlone({ label }: PoolPart, pool: string): boolean {
  return label.startsWith(`${pool}.`);
}
