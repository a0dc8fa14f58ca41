/** What a power cut leaves of a disk with partitions while it is erased: they stand as they were, and some hold nothing any more. Pure. */
import { createHash } from 'node:crypto';
import type { Disk, Partition } from '../inventory/inventory.ts';

type Contents = Pick<Disk, 'signatures' | 'partitions'>;

/** What was on a disk before it was erased: its own signatures, then each partition and its signatures, in a few letters each. */
export function partsOf({ signatures, partitions }: Contents): string[][] {
  return [signatures.filter(({ type }) => type !== 'mpath_member').map(inShort), ...partitions.map((partition) => [inShort(bare(partition)), ...partition.signatures.map(inShort)])];
}

/** `before`: as `partsOf` has it. Partitions are erased before the table is: while there are any, nothing else has changed. */
export function isHalfErased(disk: Contents, before: ReadonlyArray<readonly string[]>): boolean {
  const now = partsOf(disk);
  const [whole = [], ...parts] = before;
  if (disk.partitions.length === 0 || now.length !== before.length || now[0]?.join() !== whole.join()) return false;
  return now.slice(1).every(([name, ...signatures], index) => {
    const [known, ...then] = parts[index] ?? [];
    return name === known && signatures.every((signature) => then.includes(signature));
  });
}

function bare({ number, bytes, label, uuid }: Partition): unknown {
  return [number, bytes, label, uuid];
}

function inShort(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
