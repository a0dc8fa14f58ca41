/** Which disks a selector of site.yaml means. Pure. */
import type { DiskSelector } from '../../builder/site/site.ts';
import { parseSize } from '../../builder/site/size.ts';
import type { Disk } from '../inventory/inventory.ts';
import { plainSerial, plainWwn } from './disk-identity.ts';

type Property = Exclude<keyof DiskSelector, 'pick' | 'count'>;

/** One test for every property; all that are given must hold. */
const tests: { readonly [Name in Property]: (disk: Disk, wanted: NonNullable<DiskSelector[Name]>) => boolean } = {
  serial: (disk, serial) => disk.serial === plainSerial(serial),
  id: (disk, id) => disk.ids.includes(id),
  wwn: (disk, wwn) => disk.wwn !== undefined && plainWwn(disk.wwn) === plainWwn(wwn),
  transport: (disk, transport) => disk.transport === transport,
  size: (disk, { min, max }) =>
    (min === undefined || disk.bytes >= parseSize(min)) && (max === undefined || disk.bytes <= parseSize(max)),
};

/** True where every property but `pick` and `count` holds. */
export function matches(disk: Disk, selector: DiskSelector): boolean {
  return (
    holds(tests.serial, disk, selector.serial) &&
    holds(tests.id, disk, selector.id) &&
    holds(tests.wwn, disk, selector.wwn) &&
    holds(tests.transport, disk, selector.transport) &&
    holds(tests.size, disk, selector.size)
  );
}

/** True where the selector means one very disk. */
export function namesOneDisk(selector: DiskSelector | undefined): boolean {
  return selector !== undefined && (selector.serial ?? selector.id ?? selector.wwn) !== undefined;
}

/** How many disks are wanted: exactly as many must remain. */
export function countOf(selector: DiskSelector | undefined): number {
  return selector?.count ?? 1;
}

/**
 * The disks that remain of `disks`: those that match, and of these as many of the smallest or largest as are wanted.
 * Where the last of them has the size of the next one, both remain: a tie is no pick.
 */
export function select(disks: readonly Disk[], selector: DiskSelector | undefined): Disk[] {
  const matching = disks.filter((disk) => matches(disk, selector ?? {}));
  if (selector?.pick === undefined) return matching;
  const sign = selector.pick === 'smallest' ? 1 : -1;
  const sizes = matching.map((disk) => sign * disk.bytes).sort((one, other) => one - other);
  const last = sizes[countOf(selector) - 1] ?? Infinity;
  return matching.filter((disk) => sign * disk.bytes <= last);
}

/** The same disks in the same order, however the machine listed them. */
export function inPathOrder(disks: readonly Disk[]): Disk[] {
  return [...disks].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function holds<Value>(test: (disk: Disk, wanted: Value) => boolean, disk: Disk, wanted: Value | undefined): boolean {
  return wanted === undefined || test(disk, wanted);
}
