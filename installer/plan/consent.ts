/** May a disk be erased? Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { carriesPintxo, isHalfMade, poolOn } from './labels.ts';
import { plainWwn } from './disk-identity.ts';

type Wipe = Site['machine']['wipe'];
type WipePools = Site['machine']['wipePools'];

export function isBlank(disk: Disk): boolean {
  return disk.signatures.length === 0 && disk.partitions.length === 0;
}

/**
 * Why the disk may be erased, in words; undefined where it may not. `disks` are all of the machine. A disk that
 * carries Pintxo must be named, since `any` was written when nobody thought of it; one of a storage pool with the pool, since
 * a list of serials was written when the pool was empty.
 */
export function consentFor(disk: Disk, wipe: Wipe, disks: readonly Disk[], pools: WipePools = {}): string | undefined {
  if (isBlank(disk)) return 'it is blank';
  const isNamed = isNamedUnder(disk, wipe, disks);
  const pool = poolOn(disk);
  if (pool !== undefined) return isNamedWith(pool, disk, pools, disks) ? `site.yaml allows erasing the storage pool ${pool} on it (wipe)` : undefined;
  if (carriesPintxo(disk)) return isNamed ? 'site.yaml asks to reset it, and allows erasing it (wipe)' : undefined;
  if (isHalfMade(disk)) return 'it holds an installation that was cut short, which starts over';
  if (wipe === 'any') return 'site.yaml allows erasing any disk that is chosen (wipe: any)';
  return isNamed ? 'site.yaml allows erasing it (wipe)' : undefined;
}

/** Why the disk may not be erased, for a disk without consent. */
export function refusalToErase(disk: Disk, wipe: Wipe): string {
  const pool = poolOn(disk);
  if (pool !== undefined) return `it holds the storage pool ${pool}, and is erased only if wipe names the pool beside its serial`;
  const isListed = wipe !== 'any' && wipe.includes(disk.serial ?? '');
  if (isListed) return 'it is not blank, and its serial under wipe says nothing, because another disk has the same one';
  return carriesPintxo(disk)
    ? 'it carries Pintxo, and is erased only if its serial stands under wipe'
    : 'it is not blank, and site.yaml does not allow erasing it';
}

/** What names this disk and no other under `wipe`: its serial, else a name by id, else its world wide name. */
export function nameForWipe(disk: Disk, disks: readonly Disk[]): string | undefined {
  return [disk.serial, ...disk.ids, disk.wwn].find((name) => name !== undefined && names(name, disk, disks));
}

/** A serial that two disks share names neither. */
export function hasSerialAlone(disk: Disk, disks: readonly Disk[]): boolean {
  return disk.serial !== undefined && disks.filter(({ serial }) => serial === disk.serial).length === 1;
}

/** Whether the list means this very disk. */
export function isNamedUnder(disk: Disk, wipe: Wipe, disks: readonly Disk[]): boolean {
  return wipe !== 'any' && wipe.some((name) => names(name, disk, disks));
}

function isNamedWith(pool: string, disk: Disk, pools: WipePools, disks: readonly Disk[]): boolean {
  return Object.entries(pools).some(([name, meant]) => meant === pool && names(name, disk, disks));
}

// A name that two disks answer to means neither.
function names(name: string, disk: Disk, disks: readonly Disk[]): boolean {
  return answersTo(disk, name.trim()) && disks.filter((other) => answersTo(other, name.trim())).length === 1;
}

function answersTo({ serial, ids, wwn }: Disk, name: string): boolean {
  return name !== '' && (serial === name || ids.includes(name) || (wwn !== undefined && plainWwn(wwn) === plainWwn(name)));
}
