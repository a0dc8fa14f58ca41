/** Which disks a selector of site.yaml means. Pure. */
import type { DiskSelector } from '../../builder/site/site.ts';
import { parseSize } from '../../builder/site/size.ts';
import type { Disk } from '../inventory/inventory.ts';

type Property = Exclude<keyof DiskSelector, 'pick'>;

/** One test for every property; all that are given must hold. */
const tests: { readonly [Name in Property]: (disk: Disk, wanted: NonNullable<DiskSelector[Name]>) => boolean } = {
  serial: (disk, serial) => disk.serial === serial.trim(),
  id: (disk, id) => disk.ids.includes(id),
  wwn: (disk, wwn) => disk.wwn !== undefined && plainWwn(disk.wwn) === plainWwn(wwn),
  transport: (disk, transport) => disk.transport === transport,
  size: (disk, { min, max }) =>
    (min === undefined || disk.bytes >= parseSize(min)) && (max === undefined || disk.bytes <= parseSize(max)),
};

/** True where every property but `pick` holds. */
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

/**
 * The disks that remain of `disks`: those that match, and of these the smallest or largest if asked for. Two of the
 * same extreme size both remain: a tie is no pick.
 */
export function select(disks: readonly Disk[], selector: DiskSelector | undefined): Disk[] {
  const matching = disks.filter((disk) => matches(disk, selector ?? {}));
  if (selector?.pick === undefined) return matching;
  const sizes = matching.map((disk) => disk.bytes);
  const extreme = selector.pick === 'smallest' ? Math.min(...sizes) : Math.max(...sizes);
  return matching.filter((disk) => disk.bytes === extreme);
}

function holds<Value>(test: (disk: Disk, wanted: Value) => boolean, disk: Disk, wanted: Value | undefined): boolean {
  return wanted === undefined || test(disk, wanted);
}

function plainWwn(wwn: string): string {
  return wwn.trim().toLowerCase().replace(/^(0x|eui\.|naa\.|wwn-0x)/, '');
}
