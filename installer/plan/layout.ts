/** The partitions of an installed disk. Pure. */
import type { PlannedPartition } from './install-plan.ts';
import { dataLabel, emptySlotLabel, espLabel } from './labels.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** The smallest disk that takes an installation, in bytes: what is sold as 16 GB, which eMMC and Optane are a little less than. */
export const smallestDiskBytes = 14 * 10 ** 9;

/** The smallest disk that is worth being part of a storage pool, in bytes. */
export const smallestPoolDiskBytes = 10 ** 9;

const largeDiskBytes = 32 * GiB;
// Hashes of a 4 GiB root take 32.3 MiB (SHA-256 over 4 KiB blocks).
const verityBytes = 64 * MiB;

/**
 * Disks from 32 GiB: ESP 2 GiB, two roots of 4 GiB. Smaller ones, those sold as 32 GB among them: ESP 1 GiB, two
 * roots of 2 GiB. Verity has 64 MiB each, data the rest.
 * Labels are those of the finished installation; slot a is named after its version by whoever copies the image.
 */
export function layoutFor(diskBytes: number): PlannedPartition[] {
  const large = diskBytes >= largeDiskBytes;
  const rootBytes = large ? 4 * GiB : 2 * GiB;
  return [
    { label: espLabel, role: 'esp', bytes: large ? 2 * GiB : GiB },
    { label: emptySlotLabel, role: 'root', slot: 'a', bytes: rootBytes },
    { label: emptySlotLabel, role: 'root-verity', slot: 'a', bytes: verityBytes },
    { label: emptySlotLabel, role: 'root', slot: 'b', bytes: rootBytes },
    { label: emptySlotLabel, role: 'root-verity', slot: 'b', bytes: verityBytes },
    { label: dataLabel, role: 'data' },
  ];
}
