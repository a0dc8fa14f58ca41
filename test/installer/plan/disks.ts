/** Disks for tests: a plain one, changed where it matters. */
import type { Disk } from '../../../installer/inventory/inventory.ts';

export function diskWith(changes: Partial<Disk> = {}): Disk {
  return {
    path: '/dev/sda',
    ids: [],
    bytes: 500e9,
    logicalSectorBytes: 512,
    transport: 'sata',
    removable: false,
    readOnly: false,
    rotational: false,
    signatures: [],
    partitions: [],
    isBootMedium: false,
    ...changes,
  };
}
