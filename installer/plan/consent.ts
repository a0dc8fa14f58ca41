/** May a disk be erased? Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { carriesPintxo, isHalfMade } from './labels.ts';

type Wipe = Site['machine']['wipe'];

export function isBlank(disk: Disk): boolean {
  return disk.signatures.length === 0 && disk.partitions.length === 0;
}

/**
 * Why the disk may be erased, in words; undefined where it may not. `disks` are all of the machine. A disk that
 * carries Pintxo must be named: `any` was written when nobody thought of it.
 */
export function consentFor(disk: Disk, wipe: Wipe, disks: readonly Disk[]): string | undefined {
  if (isBlank(disk)) return 'it is blank';
  const isNamed = wipe !== 'any' && wipe.includes(disk.serial ?? '') && hasSerialAlone(disk, disks);
  if (carriesPintxo(disk)) return isNamed ? 'site.yaml asks to reset it, and allows erasing it (wipe)' : undefined;
  if (isHalfMade(disk)) return 'it holds an installation that was cut short, which starts over';
  if (wipe === 'any') return 'site.yaml allows erasing any disk that is chosen (wipe: any)';
  return isNamed ? 'site.yaml allows erasing it (wipe)' : undefined;
}

/** Why the disk may not be erased, for a disk without consent. */
export function refusalToErase(disk: Disk, wipe: Wipe): string {
  const isListed = wipe !== 'any' && wipe.includes(disk.serial ?? '');
  if (isListed) return 'it is not blank, and its serial under wipe says nothing, because another disk has the same one';
  return carriesPintxo(disk)
    ? 'it carries Pintxo, and is erased only if its serial stands under wipe'
    : 'it is not blank, and site.yaml does not allow erasing it';
}

/** A serial that two disks share names neither. */
export function hasSerialAlone(disk: Disk, disks: readonly Disk[]): boolean {
  return disk.serial !== undefined && disks.filter(({ serial }) => serial === disk.serial).length === 1;
}
