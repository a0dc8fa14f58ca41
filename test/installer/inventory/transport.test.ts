import test from 'ava';
import type { Transport } from '../../../installer/inventory/inventory.ts';
import { isOutside, transportOf } from '../../../installer/inventory/transport.ts';

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
  ['sda', 'sata', 'block:scsi:usb:pci', 'usb'],
  ['sda', 'ata', 'block:scsi:usb:pci', 'usb'],
  ['nvme1n1', 'tcp', 'block:nvme-fabrics', 'san'],
  ['nvme1n1', 'nvme', 'block:nvme:nvme-fabrics', 'san'],
  ['sda', 'sbp', 'block:scsi:firewire:pci', 'unknown'],
];

for (const [kname, tran, subsystems, expected] of cases) {
  test(`${kname} with TRAN ${tran ?? 'null'} on ${subsystems ?? 'unknown buses'} is ${expected}`, (t) => {
    t.is(transportOf({ kname, tran, subsystems }), expected);
  });
}

const attached: ReadonlyArray<readonly [what: string, tran: string | undefined, subsystems: string, hotplug: boolean, isExternal: boolean]> = [
  ['FireWire', 'sbp', 'block:scsi:firewire:pci', true, true],
  ['FireWire that does not call itself hot-plug', 'sbp', 'block:scsi:firewire:pci', false, true],
  ['NVMe behind Thunderbolt', 'nvme', 'block:nvme:pci', true, true],
  ['a bus that nobody thought of', 'warp', 'block:scsi:warp', false, true],
  ['soldered eMMC', 'mmc', 'block:mmc:mmc_host:pci', true, false],
  ['a SATA disk', 'sata', 'block:scsi:pci', false, false],
  ['a disk of a virtual machine', undefined, 'block:virtio:pci', false, false],
];

for (const [what, tran, subsystems, hotplug, isExternal] of attached) {
  test(`${what} counts as ${isExternal ? 'outside' : 'inside'} the case`, (t) => t.is(isOutside({ tran, subsystems, hotplug }), isExternal));
}
