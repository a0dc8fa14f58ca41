/** One disk seen twice is one disk. Pure. */
import type { Disk, Inventory, Signature } from '../inventory/inventory.ts';
import { plainWwn } from './disk-identity.ts';

const onePath: Signature = { type: 'mpath_member', usage: 'raid' };

/** The same storage under two paths: by the world wide name, and no serial says otherwise. */
export function isSamePlace(one: Disk, other: Disk): boolean {
  return hasSameWorldWideName(one, other) && (one.serial === undefined || other.serial === undefined || one.serial === other.serial);
}

/**
 * Whether both fail together, or are even the same: paths to one storage, units or name spaces of one device, slots of one bridge. Makers
 * who give every disk the same serial are believed only where something else tells their disks apart for certain.
 */
export function sharesDevice(one: Disk, other: Disk): boolean {
  if (hasSameWorldWideName(one, other)) return true;
  if (one.serial === undefined || one.serial !== other.serial) return false;
  if (worldWideName(one) === undefined || worldWideName(other) === undefined) return true;
  if (one.transport === 'nvme' && other.transport === 'nvme') return controllerOf(one) === controllerOf(other);
  return !(isAta(one) && isAta(other));
}

/** The first disk of the list that shares its device with one after it. */
export function firstShared(disks: readonly Disk[]): readonly [Disk, Disk] | undefined {
  for (const [index, disk] of disks.entries()) {
    const twin = disks.slice(index + 1).find((other) => sharesDevice(disk, other));
    if (twin !== undefined) return [disk, twin];
  }
  return undefined;
}

/** Says of disks that are seen twice that they are paths: nothing uses one of them, whatever else is looked at. */
export function markPaths(inventory: Inventory): Inventory {
  const isPath = (disk: Disk): boolean => inventory.disks.some((other) => other !== disk && other.bytes > 0 && isSamePlace(disk, other));
  const isMarked = ({ signatures }: Disk): boolean => signatures.some(({ type }) => type === onePath.type);
  return { ...inventory, disks: inventory.disks.map((disk) => (isPath(disk) && !isMarked(disk) ? { ...disk, signatures: [...disk.signatures, onePath] } : disk)) };
}

function hasSameWorldWideName(one: Disk, other: Disk): boolean {
  const [first, second] = [worldWideName(one), worldWideName(other)];
  return first !== undefined && first === second;
}

// One of zeros only is none.
function worldWideName({ wwn }: Disk): string | undefined {
  const plain = plainWwn(wwn ?? '');
  return /^0*$/.test(plain) ? undefined : plain;
}

function controllerOf({ path }: Disk): string {
  return /nvme\d+/.exec(path)?.[0] ?? path;
}

// Every ATA disk is a device by itself.
function isAta({ transport }: Disk): boolean {
  return transport === 'sata' || transport === 'ide';
}
