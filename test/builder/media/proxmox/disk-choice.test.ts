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
  t.deepEqual(choose({ systemDisk: { transport: 'nvme', count: 2 } }, blank, second), { filter: { ID_SERIAL_SHORT: 'S1', ID_WWN: 'eui.0026' }, count: 2 });
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
  t.deepEqual(choose({ systemDisk: { wwn: 'eui.0025' } }, blank, twin), { filter: { ID_WWN: 'eui.0025' }, count: 1 });
  const [large, small] = [{ ...blank, wwn: undefined }, { ...blank, wwn: undefined, path: '/dev/nvme1n1', bytes: 250e9 }];
  t.regex(refusal(choose({ systemDisk: { pick: 'largest' } }, large, small)), /nothing tells/);
  t.regex(refusal(choose({ systemDisk: { pick: 'largest' } }, blank, { ...blank, path: '/dev/nvme1n1' })), /several paths to the same storage/);
});

test('a virtual disk is named by the property that it has', (t) => {
  t.deepEqual(choose({}, { ...blank, transport: 'virtio', ids: ['virtio-S1'], wwn: undefined }), { filter: { ID_SERIAL: 'S1' }, count: 1 });
});

const named = (machine: Parameters<typeof siteFor>[0]) => {
  const chosen = chooseDisks(siteFor({ wipe: 'any', ...machine }), undefined);
  return 'message' in chosen ? chosen.remedy : chosen.filter;
};

test('without an inventory, a name by id becomes the property behind it', (t) => {
  const byId = (id: string) => named({ systemDisk: { id } });
  t.deepEqual(byId('ata-WDC_WD40_X'), { ID_SERIAL: 'WDC_WD40_X' });
  t.deepEqual(byId('wwn-0x5002538f42'), { ID_WWN: '0x5002538f42', ID_WWN_WITH_EXTENSION: '0x5002538f42' });
  t.deepEqual(byId('nvme-eui.0025388b'), { ID_WWN: 'eui.0025388b' });
  t.deepEqual([byId('nvme-Samsung_SSD_980_S64'), byId('nvme-Samsung_SSD_980_S64_2')], [{ ID_SERIAL: 'Samsung_SSD_980_S64_1' }, { ID_SERIAL: 'Samsung_SSD_980_S64_2' }]);
  t.deepEqual(byId('usb-WD_My_Passport_5758-0:0'), { ID_SERIAL: 'WD_My_Passport_5758-0:0', ID_USB_SERIAL: 'WD_My_Passport_5758-0:0' });
  t.deepEqual(byId('mmc-DF4016_0x5e1a2b3c'), { ID_SERIAL: '0x5e1a2b3c' });
  t.regex(JSON.stringify(byId('ieee1394-0010101002345678')), /write its serial/);
});

test('without an inventory, a serial is looked for wherever udev has that of lsblk', (t) => {
  t.deepEqual(named({ systemDisk: { serial: ' S0K0 ' } }), { ID_SERIAL_SHORT: 'S0K0', ID_SERIAL: 'S0K0', ID_SCSI_SERIAL: 'S0K0' });
});

test('a world wide name is passed on as udev writes it, however it was printed', (t) => {
  for (const wwn of ['5000C500A1B2C3D4', '0x5000c500a1b2c3d4', 'naa.5000c500a1b2c3d4', 'wwn-0x5000c500a1b2c3d4']) {
    t.deepEqual(named({ systemDisk: { wwn } }), { ID_WWN: '0x5000c500a1b2c3d4', ID_WWN_WITH_EXTENSION: '0x5000c500a1b2c3d4' });
  }
  t.deepEqual(named({ systemDisk: { wwn: 'EUI.0025388B' } }), { ID_WWN: 'eui.0025388b' });
  t.deepEqual(named({ systemDisk: { wwn: '0025388b010203ff' } }), { ID_WWN: 'eui.0025388b010203ff' });
  t.deepEqual(named({ systemDisk: { wwn: '600508b1001ca98d5d765bea5a0dd3fa' } }), { ID_WWN_WITH_EXTENSION: '0x600508b1001ca98d5d765bea5a0dd3fa' });
  t.deepEqual(named({ systemDisk: { wwn: '0x600508b1001ca98d' } }), { ID_WWN_WITH_EXTENSION: '0x600508b1001ca98d' }, 'what many disks share names none');
});

test('a SAS disk that was seen is named by the serial that lsblk shows', (t) => {
  const sas: Disk = { ...blank, path: '/dev/sda', transport: 'sas', ids: ['scsi-35000c500', 'wwn-0x5000c500'], serial: 'S0K0', wwn: '0x5000c500' };
  t.deepEqual(choose({}, sas), { filter: { ID_SCSI_SERIAL: 'S0K0' }, count: 1 });
  const behindSas: Disk = { ...sas, ids: ['ata-WDC_WD40_X', 'wwn-0x5000c500'] };
  t.deepEqual(choose({}, behindSas), { filter: { ID_SERIAL_SHORT: 'S0K0' }, count: 1 });
  const flash: Disk = { ...blank, path: '/dev/mmcblk0', transport: 'mmc', ids: ['mmc-DF4016_0x5e1a'], serial: '0x5e1a', wwn: undefined };
  t.deepEqual(choose({}, flash), { filter: { ID_SERIAL: '0x5e1a' }, count: 1 });
});

test('the lines to paste name the serial, and nothing else, whatever signs are in it', (t) => {
  t.regex(JSON.stringify(named({ systemDisk: { serial: 'ABC, DEF' }, wipe: [] })), /add below machine: wipe: \[\\"ABC, DEF\\"\];/);
  t.regex(JSON.stringify(named({ systemDisk: { serial: 'S5GX' }, wipe: [] })), /wipe: \[S5GX\];/);
  t.deepEqual(named({ systemDisk: { serial: 'S5GX' }, wipe: ['S5GX '] }), named({ systemDisk: { serial: 'S5GX' } }));
});

test('a machine that carries Pintxo gets Proxmox only where a reset is asked for, and all of it goes', (t) => {
  const carrying: Disk = { ...second, partitions: [{ path: '/dev/nvme1n1p6', number: 6, bytes: 1e9, label: 'pintxo-data', signatures: [] }] };
  t.regex(refusal(choose({ wipe: ['S2'] }, carrying)), /Pintxo is installed on/);
  t.regex(refusal(choose({ systemDisk: { serial: 'S1' } }, blank, carrying)), /Pintxo is installed on/);
  t.regex(refusal(choose({ systemDisk: { serial: 'S1' }, reinstall: 'reset' }, blank, carrying)), /Pintxo is installed on/);
  t.deepEqual(choose({ wipe: ['S2'], reinstall: 'reset' }, carrying), { filter: { ID_SERIAL_SHORT: 'S2' }, count: 1 });
});
