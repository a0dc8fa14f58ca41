import test from 'ava';
import type { Disk, Inventory } from '../../../../installer/inventory/inventory.ts';
import { chooseDisks } from '../../../../builder/media/proxmox/disk-choice.ts';
import { siteFor } from '../../../installer/plan/site-for.ts';

const blank: Disk = {
  path: '/dev/nvme0n1', ids: ['nvme-Samsung_SSD_980_S1', 'nvme-eui.0025'], serial: 'S1', wwn: 'eui.0025', model: 'Samsung SSD 980',
  bytes: 500e9, logicalSectorBytes: 512, transport: 'nvme', removable: false, readOnly: false, rotational: false,
  signatures: [], partitions: [], isBootMedium: false,
};
const second: Disk = { ...blank, path: '/dev/nvme1n1', ids: ['nvme-Samsung_SSD_980_S2'], serial: 'S2', wwn: 'eui.0026' };
const full: Disk = { ...second, signatures: [{ type: 'ntfs', usage: 'filesystem' }] };
const stick: Disk = { ...blank, path: '/dev/sda', ids: ['usb-Stick_1'], serial: '1', wwn: undefined, transport: 'usb', removable: true, isBootMedium: true };

const inventory = (...disks: Disk[]): Inventory => ({
  version: 1, system: {}, firmware: { type: 'bios', secureBoot: false }, cpu: { architecture: 'x86_64', model: '', threads: 2 },
  memoryBytes: 8e9, tpm: null, links: [], disks,
});

const choose = (machine: Parameters<typeof siteFor>[0], ...disks: Disk[]) => chooseDisks(siteFor(machine), inventory(...disks));
const refusal = (chosen: ReturnType<typeof choose>): string => ('message' in chosen ? `${chosen.message}\n${chosen.remedy}` : '');

test('the only disk that can take it is named by its serial', (t) => {
  t.deepEqual(choose({}, stick, blank), { filter: { ID_SERIAL_SHORT: 'S1' }, count: 1 });
});

test('two disks are a refusal with the lines to paste', (t) => {
  t.regex(refusal(choose({}, blank, second)), /2 disks could take[^]*serial: S1[^]*serial: S2/);
});

test('two disks that are asked for are each matched by a property of their own kind', (t) => {
  t.deepEqual(choose({ systemDisk: { transport: 'nvme', count: 2 } }, blank, second), { filter: { ID_SERIAL_SHORT: 'S1', ID_SERIAL: 'Samsung_SSD_980_S2' }, count: 2 });
});

test('a disk that holds something is taken only with consent', (t) => {
  t.regex(refusal(choose({}, full)), /does not allow erasing it[^]*wipe:\n +- S2/);
  t.deepEqual(choose({ wipe: ['S2'] }, full), { filter: { ID_SERIAL_SHORT: 'S2' }, count: 1 });
});

test('the stick is never a candidate, even alone', (t) => {
  t.regex(refusal(choose({}, stick)), /no disk of this machine[^]*was started from it/);
});

test('two disks with one serial are told apart by another property, or not at all', (t) => {
  const twin = { ...second, serial: 'S1' };
  t.deepEqual(choose({ systemDisk: { wwn: 'eui.0025' } }, blank, twin), { filter: { ID_SERIAL: 'Samsung_SSD_980_S1' }, count: 1 });
  const same = { ...blank, path: '/dev/nvme1n1', bytes: 250e9 };
  t.regex(refusal(choose({ systemDisk: { pick: 'largest' } }, blank, same)), /nothing tells/);
});

test('a virtual disk is named by the property that it has', (t) => {
  t.deepEqual(choose({}, { ...blank, transport: 'virtio', ids: ['virtio-S1'], wwn: undefined }), { filter: { ID_SERIAL: 'S1' }, count: 1 });
});

test('without an inventory, a name by id becomes the property behind it', (t) => {
  const named = (id: string) => chooseDisks(siteFor({ systemDisk: { id }, wipe: 'any' }), undefined);
  t.deepEqual(named('ata-WDC_WD40_X'), { filter: { ID_SERIAL: 'WDC_WD40_X' }, count: 1 });
  t.deepEqual(named('wwn-0x5002538f42'), { filter: { ID_WWN: '0x5002538f42', ID_WWN_WITH_EXTENSION: '0x5002538f42' }, count: 1 });
});
