import test from 'ava';
import type { Disk } from '../../../installer/inventory/inventory.ts';
import { exclusionOf, poolExclusionOf } from '../../../installer/plan/exclusions.ts';
import { diskWith } from './disks.ts';
import { siteFor } from './site-for.ts';

function exclusion(changes: Partial<Disk>, machine: Parameters<typeof siteFor>[0] = {}): string | undefined {
  return exclusionOf(diskWith(changes), siteFor(machine).machine);
}

test('a plain disk is a candidate', (t) => {
  t.is(exclusion({}), undefined);
});

const media: ReadonlyArray<readonly [string, string]> = [
  ['AMI', 'Virtual HDisk0'],
  ['AMI', 'Virtual Floppy0'],
  ['Linux', 'Virtual Floppy'],
  ['iDRAC', 'LCDRIVE'],
  ['HPE', 'iLO LUN 00'],
  ['ATEN', 'Disk YS0J'],
  ['Cisco', 'vKVM-Mapped vHDD'],
  ['Cisco', 'CIMC-Mapped vHDD'],
  ['OpenBMC', 'Virtual Media Device'],
  ['PiKVM', 'Flash Drive'],
  ['Lenovo', 'XCC Removable'],
  ['Dell', 'LCDRIVE'],
  ['Tiny', 'Pilot'],
  ['TinyPilot', 'Virtual drive'],
  ['JetKVM', 'USB Gadget'],
];

for (const [vendor, model] of media) {
  test(`${vendor} ${model} is known as media of a remote console, even where site.yaml names it`, (t) => {
    const changes: Partial<Disk> = { vendor, model, transport: 'usb', serial: 'A' };
    t.regex(exclusion(changes, { systemDisk: { serial: 'A' } }) ?? '', /remote console/);
  });
}

test('the disk of a virtual machine is a candidate, although it is called virtual', (t) => {
  t.is(exclusion({ vendor: 'VMware', model: 'Virtual disk', transport: 'scsi' }), undefined);
  t.is(exclusion({ vendor: 'Msft', model: 'Virtual Disk', transport: 'scsi' }), undefined);
});

test('what is sold as 16 GB is enough, eMMC and Optane too, and what is sold as 8 GB is not', (t) => {
  for (const bytes of [16e9, 15_758_000_128, 14_403_239_936]) t.is(exclusion({ bytes }), undefined, String(bytes));
  t.regex(exclusion({ bytes: 14e9 - 1 }) ?? '', /too small/);
  t.regex(exclusion({ bytes: 8e9 }) ?? '', /too small/);
});

test('a USB disk is used only where site.yaml means it', (t) => {
  const usb: Partial<Disk> = { transport: 'usb', serial: 'A', ids: ['usb-A'], wwn: '0x1' };
  t.regex(exclusion(usb) ?? '', /USB/);
  t.regex(exclusion(usb, { systemDisk: { pick: 'largest' } }) ?? '', /USB/);
  t.regex(exclusion(usb, { systemDisk: { serial: 'B' } }) ?? '', /USB/);
  for (const systemDisk of [{ serial: 'A' }, { id: 'usb-A' }, { wwn: '0x1' }, { transport: 'usb' as const }]) {
    t.is(exclusion(usb, { systemDisk }), undefined);
  }
});

test('storage behind a network is used only where site.yaml names it: it may be another machine\'s', (t) => {
  const lun: Partial<Disk> = { transport: 'san', serial: 'A' };
  t.regex(exclusion(lun) ?? '', /behind a network/);
  t.regex(exclusion(lun, { systemDisk: { pick: 'largest' } }) ?? '', /behind a network/);
  t.is(exclusion(lun, { systemDisk: { serial: 'A' } }), undefined);
  t.regex(poolExclusionOf(diskWith(lun), { pick: 'largest' }) ?? '', /behind a network/);
});

test('removable media are never used, not even where site.yaml names them', (t) => {
  t.regex(exclusion({ transport: 'usb', removable: true, serial: 'A' }, { systemDisk: { serial: 'A' } }) ?? '', /removable/);
});

test('a data disk is kept, unless site.yaml selects the system disk itself', (t) => {
  const dataDisks = { tanka1: { transport: 'sata' as const } };
  t.regex(exclusion({}, { dataDisks }) ?? '', /data disk/);
  t.is(exclusion({}, { dataDisks, systemDisk: { pick: 'smallest' } }), undefined);
});

test('a disk that a pool names itself is not the system disk by way of a count', (t) => {
  const dataDisks = { tanka1: { serial: 'A' } };
  t.regex(exclusion({ serial: 'A' }, { dataDisks, systemDisk: { count: 2 } }) ?? '', /machine\.dataDisks\.tanka1/);
  t.is(exclusion({ serial: 'B' }, { dataDisks, systemDisk: { count: 2 } }), undefined);
});

test('a pool takes smaller disks than the system does, and otherwise no others', (t) => {
  t.is(poolExclusionOf(diskWith({ bytes: 2e9 }), {}), undefined);
  t.regex(poolExclusionOf(diskWith({ bytes: 0.5e9 }), {}) ?? '', /too small/);
  t.regex(poolExclusionOf(diskWith({ isBootMedium: true }), {}) ?? '', /started from it/);
  t.regex(poolExclusionOf(diskWith({ removable: true }), {}) ?? '', /removable/);
  t.regex(poolExclusionOf(diskWith({ logicalSectorBytes: 520 }), {}) ?? '', /520/);
});

test('a USB disk becomes a pool only where the pool means it', (t) => {
  const usb = diskWith({ transport: 'usb', serial: 'A' });
  t.regex(poolExclusionOf(usb, { pick: 'largest' }) ?? '', /USB/);
  t.is(poolExclusionOf(usb, { serial: 'A' }), undefined);
});

test('a disk outside the case is used only if site.yaml names it: a size, a bus or a pick is no name', (t) => {
  const outside = { isOutside: true as const, transport: 'nvme' as const, serial: 'TB1' };
  for (const systemDisk of [undefined, { pick: 'largest' as const }, { transport: 'nvme' as const }, { size: { min: '1 GB' } }]) {
    t.regex(exclusionOf(diskWith(outside), siteFor({ systemDisk }).machine) ?? '', /comes and goes/);
  }
  t.is(exclusionOf(diskWith(outside), siteFor({ systemDisk: { serial: 'TB1' } }).machine), undefined);
  t.regex(poolExclusionOf(diskWith(outside), { transport: 'nvme' }) ?? '', /comes and goes/);
  t.is(poolExclusionOf(diskWith(outside), { serial: 'TB1' }), undefined);
});
