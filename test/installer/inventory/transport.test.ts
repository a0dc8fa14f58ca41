import test from 'ava';
import type { Transport } from '../../../installer/inventory/inventory.ts';
import { transportOf } from '../../../installer/inventory/transport.ts';

const cases: ReadonlyArray<readonly [string, string | undefined, string | undefined, Transport]> = [
  ['nvme0n1', 'nvme', 'block:nvme:pci', 'nvme'],
  ['sda', 'sata', 'block:scsi:pci', 'sata'],
  ['sda', 'sas', 'block:scsi:pci', 'sas'],
  ['sda', 'usb', 'block:scsi:usb:pci', 'usb'],
  ['sda', 'ata', 'block:scsi:pci', 'ide'],
  ['hda', undefined, undefined, 'ide'],
  ['mmcblk0', undefined, 'block:mmc:mmc_host:pci', 'mmc'],
  ['mmcblk0', 'mmc', 'block:mmc:mmc_host:pci', 'mmc'],
  ['vda', undefined, 'block:virtio:pci', 'virtio'],
  ['vda', 'virtio', 'block:virtio:pci', 'virtio'],
  ['sda', undefined, 'block:scsi:virtio:pci', 'scsi'],
  ['sda', undefined, 'block:scsi:vmbus:acpi', 'scsi'],
  ['sda', 'iscsi', 'block:scsi', 'san'],
  ['sda', 'fc', 'block:scsi:pci', 'san'],
  ['xvda', undefined, 'block:xen', 'unknown'],
];

for (const [kname, tran, subsystems, expected] of cases) {
  test(`${kname} with TRAN ${tran ?? 'null'} on ${subsystems ?? 'unknown buses'} is ${expected}`, (t) => {
    t.is(transportOf({ kname, tran, subsystems }), expected);
  });
}
