/** The partman recipe of the Debian carrier, and what partman makes of it: partman itself never says that a recipe is wrong. Pure. */

export interface RecipePart {
  readonly name: string;
  /** MB, powers of ten. */
  readonly min: number;
  /** How eagerly it grows between its bounds; partman's own measure. */
  readonly priority: number;
  /** MB; -1 is the rest of the disk. */
  readonly max: number;
  /** One of partman's words: `free` for what has a method of its own. */
  readonly fileSystem: 'free' | 'ext4' | 'linux-swap';
  readonly settings: readonly string[];
}

/** An EFI partition, a place for GRUB where there is no UEFI, and one file system for the rest. */
export const wholeDisk: readonly RecipePart[] = [
  { name: 'grub', min: 1, priority: 1, max: 1, fileSystem: 'free', settings: ['$iflabel{ gpt }', '$reusemethod{ }', 'method{ biosgrub }'] },
  { name: 'efi', min: 538, priority: 538, max: 1075, fileSystem: 'free', settings: ['$iflabel{ gpt }', '$reusemethod{ }', 'method{ efi }', 'format{ }'] },
  { name: 'root', min: 12_000, priority: 30_000, max: -1, fileSystem: 'ext4', settings: ['method{ format }', 'format{ }', 'use_filesystem{ }', 'filesystem{ ext4 }', 'mountpoint{ / }', 'label{ pintxo }'] },
];

/** One logical line; every part ends in a dot, for partman drops one that does not. */
export function recipeLine(name: string, parts: readonly RecipePart[]): string {
  const lines = parts.map(({ min, priority, max, fileSystem, settings }) => [min, priority, max, fileSystem, ...settings, '.'].join(' '));
  return `${name} :: ${lines.join(' ')}`;
}

/** MB of each part on a disk of so many MB; undefined where they do not fit. An estimate: not compared with partman's own figures. */
export function expandRecipe(parts: readonly RecipePart[], disk: number): number[] | undefined {
  const minimum = parts.reduce((sum, { min }) => sum + min, 0);
  if (minimum > disk) return undefined;
  let sizes = parts.map(({ min }) => min);
  for (;;) {
    const grown = grow(parts, sizes, disk);
    if (grown.every((size, index) => size === sizes[index])) return grown;
    sizes = grown;
  }
}

// Each round shares what is free by the factor priority - min, until every part has its most.
function grow(parts: readonly RecipePart[], sizes: readonly number[], disk: number): number[] {
  const free = disk - sizes.reduce((sum, size) => sum + size, 0);
  const factors = parts.map(({ priority, min, max }, index) => (isFull(max, sizes[index] ?? 0) ? 0 : Math.max(priority - min, max === -1 ? 1 : 0)));
  const total = factors.reduce((sum, factor) => sum + factor, 0);
  if (total === 0 || free === 0) return [...sizes];
  return parts.map(({ max }, index) => {
    const size = (sizes[index] ?? 0) + Math.floor((free * (factors[index] ?? 0)) / total);
    return max === -1 ? size : Math.min(size, max);
  });
}

function isFull(max: number, size: number): boolean {
  return max !== -1 && size >= max;
}
