/** The disk of plain Debian: the program of the installer, run in busybox over machines that people met. */
import { spawnSync } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { chooseDiskScript } from '../../../../builder/media/debian/choose-disk.ts';
import { emptyTest } from '../../../../builder/media/disks/blank.ts';
import { sampleBytes, samplePositions } from '../../../../installer/inventory/samples.ts';
import { siteFor } from '../../../installer/plan/site-for.ts';
import { installerStandIn, type InstallerStandIn, type Run, type StandInDisk, withFewPlaces } from './installer-stand-in.ts';

type Machine = Parameters<typeof siteFor>[0];

function machineWith(t: ExecutionContext, ...disks: StandInDisk[]): InstallerStandIn {
  const machine = installerStandIn(disks);
  t.teardown(() => machine.remove());
  return machine;
}

const choose = (t: ExecutionContext, wanted: Machine, ...disks: StandInDisk[]): Promise<Run> => machineWith(t, ...disks).run(withFewPlaces(chooseDiskScript(siteFor(wanted), 'digest1')));
const chosen = (name: string): string => `partman-auto/disk /dev/${name}\ngrub-installer/bootdev /dev/${name}\n`;

const GB = 1e9;
const a1: StandInDisk = { name: 'sda', udev: 'ID_BUS=ata\nID_SERIAL_SHORT=A1' };
const b2: StandInDisk = { name: 'nvme0n1', bytes: 250_059_350_016, udev: 'ID_SERIAL_SHORT=B2', chain: 'pci0000:00/0000:01:00.0/nvme/nvme0' };
const full = { ...a1, blkid: 'ntfs' };
const start = (text: string) => [{ at: 0, bytes: Buffer.from(text) }];

const takes = (title: string, machine: Machine, disks: readonly StandInDisk[], name: string): void =>
  void test.serial(title, async (t) => {
    const { answers, said } = await choose(t, machine, ...disks);
    t.is(answers, chosen(name), said);
  });

/** The whole program, as it is. */
const looksAtAll = (title: string, disk: StandInDisk, reason: RegExp): void =>
  void test.serial(title, async (t) => {
    const { answers, said } = await machineWith(t, disk).run(chooseDiskScript(siteFor(), 'digest1'));
    t.is(answers, '', said);
    t.regex(said, reason);
  });

const refuses = (title: string, machine: Machine, disks: readonly StandInDisk[], reason: RegExp): void =>
  void test.serial(title, async (t) => {
    const { status, answers, said } = await choose(t, machine, ...disks);
    t.deepEqual([status, answers], [1, ''], said);
    t.regex(said, reason);
  });

test.serial('the only blank disk is taken; the stick, cards, small and read-only disks are not', async (t) => {
  const { answers, said } = await choose(t, {}, { name: 'sdz', isMedium: true }, { name: 'mmcblk0', removable: true }, { name: 'sdb', bytes: 8 * GB }, { name: 'sdc', readOnly: true }, { name: 'sdd', udev: 'ID_BUS=usb' }, a1);
  t.is(answers, chosen('sda'), said);
  t.regex(said, /mmcblk0.*removable medium\n[^]*sdb.*too small\n.*sdc.*read-only\n.*sdd.*attached by USB[^]*sdz.*started from it/);
});

refuses('two disks are a refusal, and nothing is answered', {}, [a1, b2], /2 disks could take the system: \/dev\/nvme0n1 \/dev\/sda; name one/);
takes('a serial chooses', { systemDisk: { serial: ' B2 ' } }, [a1, b2], 'nvme0n1');
takes('the smallest is taken where it is asked for', { systemDisk: { pick: 'smallest' } }, [a1, b2], 'nvme0n1');
takes('a bus chooses', { systemDisk: { transport: 'nvme' } }, [a1, b2], 'nvme0n1');
takes('a size chooses', { systemDisk: { size: { min: '300 GB' } } }, [a1, b2], 'sda');
refuses('two of the largest size are no pick', { systemDisk: { pick: 'largest' } }, [a1, { ...b2, bytes: 500_107_862_016 }], /2 disks could/);
refuses('a serial is text, whatever stands in it', { systemDisk: { serial: "it's; rm -rf" } }, [a1, b2], /no disk can take/);

refuses('a disk that holds something needs consent', {}, [full], /not blank: it holds ntfs.*machine\.wipe: \[A1\].*Nothing was changed/);
takes('its serial under wipe is consent', { wipe: [' A1'] }, [full], 'sda');
takes('wipe: any is consent', { wipe: 'any' }, [full], 'sda');
refuses('a serial that two disks have is none', { wipe: ['A1'], systemDisk: { transport: 'sata' } }, [full, { ...b2, udev: 'ID_SERIAL_SHORT=A1' }], /not blank/);
refuses('the line to paste is quoted where YAML needs it', {}, [{ ...full, udev: 'ID_BUS=ata\nID_SERIAL_SHORT=ABC, DEF' }], /machine\.wipe: \["ABC, DEF"\]/);

// D1
const bridge: StandInDisk = { name: 'sda', bytes: 4_000_785_964_544, udev: 'ID_ATA=1\nID_BUS=ata\nID_SERIAL_SHORT=WD-WX1\nID_USB_DRIVER=uas\nID_PATH=pci-0000:07:00.3-usb-0:1.3.4:1.0-scsi-0:0:0:0', blkid: 'ntfs' };
takes('a USB disk behind a bridge that speaks ATA is not built in', { systemDisk: { pick: 'largest' }, wipe: 'any' }, [b2, bridge], 'nvme0n1');
refuses('alone and blank it is not taken either', {}, [{ ...bridge, blkid: '' }], /attached by USB/);
takes('it is where site.yaml names it', { systemDisk: { serial: 'WD-WX1' } }, [{ ...bridge, blkid: '' }], 'sda');
refuses('the cable tells, where udev says nothing of USB', {}, [{ name: 'sda', udev: 'ID_BUS=scsi', chain: 'pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0' }], /attached by USB/);
refuses('virtual media of a remote console are never taken', { systemDisk: { transport: 'usb' } }, [{ ...bridge, blkid: '', vendor: 'AMI', model: 'Virtual HDisk0' }], /remote console/);

// T1
const firewire = { ...a1, chain: 'pci0000:00/0000:05:00.0/fw1/fw1.0/host6/target6:0:0/6:0:0:0' };
const thunderbolt: StandInDisk = { ...b2, name: 'nvme1n1', bytes: 2_000_398_934_016, udev: 'ID_SERIAL_SHORT=S6', chain: 'pci0000:00/0000:2e:00.0/nvme/nvme1', sys: { 'devices/pci0000:00/0000:2e:00.0/removable': 'removable\n' } };
refuses('a FireWire disk comes and goes', {}, [firewire], /comes and goes/);
takes('an NVMe disk on Thunderbolt does too', { systemDisk: { pick: 'largest' }, wipe: 'any' }, [b2, thunderbolt], 'nvme0n1');
takes('either is taken where site.yaml names it', { systemDisk: { serial: 'S6' } }, [b2, thunderbolt], 'nvme1n1');
takes('what the firmware calls fixed is built in', {}, [{ ...thunderbolt, sys: { 'devices/pci0000:00/0000:2e:00.0/removable': 'fixed\n' } }], 'nvme1n1');

// D2
const card: StandInDisk = { name: 'mmcblk0', bytes: 63_864_569_856, cardType: 'SD', udev: 'ID_SERIAL=0x1a2b3c4d', blkid: 'dos' };
takes('a card is not the smallest disk', { systemDisk: { pick: 'smallest' }, wipe: 'any' }, [b2, card], 'nvme0n1');
takes('soldered flash is a disk, and its boot areas are none', {}, [{ ...card, cardType: 'MMC', blkid: '' }, { name: 'mmcblk0boot0', bytes: 20 * GB, cardType: 'MMC' }], 'mmcblk0');
refuses('a device of the kind that does not say what it is counts as a card', {}, [{ name: 'mmcblk0', udev: 'ID_SERIAL=0x1' }], /memory card/);

const lun: StandInDisk = { name: 'sdb', udev: 'ID_BUS=scsi\nID_SCSI_SERIAL=L1\nID_PATH=pci-0000:01:00.0-fc-0x5006016846e0-lun-0' };
takes('storage behind a network is not taken', {}, [lun, a1], 'sda');
takes('but where site.yaml names it', { systemDisk: { serial: 'L1' } }, [lun, a1], 'sdb');
refuses('NVMe over a network is behind one', {}, [{ ...b2, sys: { 'devices/pci0000:00/0000:01:00.0/nvme/nvme0/transport': 'tcp\n' } }], /behind a network/);
refuses('one disk that is seen twice is none to choose', { systemDisk: { id: 'scsi-3600' } }, [0, 1].map((index) => ({ name: `sd${'ab'[index] ?? ''}`, udev: 'ID_BUS=scsi\nID_WWN=0x600\nID_SCSI_SERIAL=P\nDEVLINKS=/dev/disk/by-id/scsi-3600', blkid: '' })), /several paths/);
refuses('two namespaces of one disk share its serial', { systemDisk: { serial: 'PHKM' } }, ['nvme0n1', 'nvme0n2'].map((name, index) => ({ name, udev: `ID_SERIAL_SHORT=PHKM\nID_NSID=${index + 1}`, chain: `pci0000:00/nvme/nvme${index}` })), /2 disks could/);
refuses('a disk without a medium or with sectors of another size is not taken', {}, [{ name: 'sda', bytes: 0, unreadableFrom: 0 }, { name: 'sdb', sectorBytes: 520 }], /too small[^]*sectors have a size/);

// D3, D4
refuses('what cannot be read at its start is not blank', {}, [{ ...a1, unreadableFrom: 0 }], /could not be read/);
refuses('what cannot be read at its end is not blank', {}, [{ ...a1, unreadableFrom: 499 * GB }], /could not be read/);
looksAtAll('what cannot be read in its middle is not blank', { ...a1, unreadableFrom: 250 * GB }, /could not be read/);
refuses('what stands in the last MiB alone, such as a backup table, is something', {}, [{ ...a1, written: [{ at: 500_107_862_016 - 512, bytes: Buffer.from('EFI PART') }] }], /something is written/);
refuses('so is data behind a start that was zeroed', {}, [{ ...a1, written: [{ at: 2 ** 20, bytes: Buffer.from('data') }] }], /something is written/);
looksAtAll('so are files that begin somewhere on the disk', { ...a1, written: [{ at: 120 * GB, bytes: Buffer.alloc(2 * GB, 'x') }] }, /something is written/);
refuses('so is noise without a header', {}, [{ ...a1, written: start('\x8a\x11noise') }], /something is written/);
refuses('so is a table of partitions that are all empty', {}, [{ ...a1, partitions: [{}] }], /it has partitions/);
refuses('so is what blkid cannot make up its mind about', {}, [{ ...a1, blkid: 'ambivalent' }], /holds something/);
takes('erased flash reads as 0xFF', {}, [{ ...a1, written: [{ at: 0, bytes: Buffer.alloc(2 ** 20, 0xff) }, { at: 2 ** 24, bytes: Buffer.alloc(2 ** 17, 0xff) }] }], 'sda');

// D5
const sas = (name: string, serial: string): StandInDisk => ({ name, udev: `ID_BUS=scsi\nID_SERIAL=35000c50084a1${serial}\nID_SERIAL_SHORT=5000c50084a1${serial}\nID_WWN=0x5000c50084a1${serial}\nID_SCSI_SERIAL=S0K000AB0000M0000${serial}\nID_PATH=pci-0000:03:00.0-sas-0x5000c50084a1-lun-0` });
takes('the serial of a SAS disk is the one that is printed on it, and that lsblk shows', { systemDisk: { serial: 'S0K000AB0000M0000ABC' } }, [sas('sda', 'ABC'), sas('sdb', 'ABD')], 'sda');
const raid: StandInDisk = { name: 'sda', udev: 'ID_BUS=scsi\nID_SCSI_SERIAL=50014380212E90E0\nID_WWN=0x600508b1001ca98d\nID_WWN_WITH_EXTENSION=0x600508b1001ca98d5d765bea5a0dd3fa' };
takes('a world wide name has its extension', { systemDisk: { wwn: '0x600508b1001ca98d5d765bea5a0dd3fa' } }, [raid, b2], 'sda');
refuses('without it, it is the name of many', { systemDisk: { wwn: '0x600508b1001ca98d' } }, [raid, b2], /no disk can take/);
for (const wwn of ['5000C500A1B2C3D4', '0x5000c500a1b2c3d4', 'naa.5000c500a1b2c3d4', ' wwn-0x5000C500A1B2C3D4']) {
  takes(`the world wide name ${wwn} is that of the label`, { systemDisk: { wwn } }, [{ name: 'sda', udev: 'ID_BUS=ata\nID_SERIAL_SHORT=Z\nID_WWN=0x5000c500a1b2c3d4\nID_WWN_WITH_EXTENSION=0x5000c500a1b2c3d4' }, b2], 'sda');
}
takes('a name by id chooses', { systemDisk: { id: 'nvme-eui.0025' } }, [a1, { ...b2, udev: 'ID_SERIAL_SHORT=B2\nDEVLINKS=/dev/disk/by-path/x /dev/disk/by-id/nvme-eui.0025' }], 'nvme0n1');

// A forgotten stick
const installed: StandInDisk = { ...a1, partitions: [{ name: 'efi' }, { type: 'ext4', label: 'pintxo', files: { 'var/lib/pintxo/installed-from': 'digest0\n' } }] };
for (const machine of [{}, { wipe: 'any' }, { wipe: ['A1'] }] satisfies Machine[]) refuses(`an installed machine is left alone: ${JSON.stringify(machine)}`, machine, [installed], /is installed already.*\n.*take the stick out/);
refuses('a blank disk beside it is left alone too', { systemDisk: { serial: 'B2' } }, [installed, b2], /sda.*is installed already/);
takes('a reset erases it where its serial stands under wipe', { wipe: ['A1'], reinstall: 'reset' }, [installed], 'sda');
refuses('wipe: any does not', { wipe: 'any', reinstall: 'reset' }, [installed], /carries Pintxo, and is erased only/);
refuses('the same site file does it once', { wipe: ['A1'], reinstall: 'reset' }, [{ ...installed, partitions: [{ type: 'ext4', label: 'pintxo', files: { 'var/lib/pintxo/installed-from': 'digest1\n' } }] }], /reset .* was done/);
refuses('a disk that does not say what was done to it is not reset', { wipe: ['A1'], reinstall: 'reset' }, [{ ...installed, partitions: [{ type: 'ext4', label: 'pintxo' }] }], /nobody knows/);
takes('a label that begins like ours is another one', { wipe: ['A1'] }, [{ ...installed, partitions: [{ type: 'ext4', label: 'pintxos' }] }], 'sda');
refuses('a pool of ours is not erased by wipe: any', { wipe: 'any' }, [{ ...a1, blkid: 'crypto_LUKS', label: 'tankc1' }], /holds the storage pool tankc1/);
takes('but where wipe names the pool beside its disk', { wipePools: { A1: 'tankc1' } }, [{ ...a1, blkid: 'crypto_LUKS', label: 'tankc1.2-0f' }], 'sda');
refuses('another pool than the one that is named is not', { wipePools: { A1: 'tankc2' } }, [{ ...a1, blkid: 'crypto_LUKS', label: 'tankc1' }], /holds the storage pool tankc1/);
takes('a name by id under wipe is consent', { wipe: ['ata-X_A1'] }, [{ ...full, udev: 'ID_BUS=ata\nID_SERIAL_SHORT=A1\nDEVLINKS=/dev/disk/by-id/ata-X_A1' }], 'sda');
takes('a world wide name under wipe is consent', { wipe: ['5000C500A1B2C3D4'] }, [{ ...full, udev: 'ID_BUS=ata\nID_WWN=0x5000c500a1b2c3d4' }], 'sda');
refuses('a disk whose path begins as that of another is not judged by the partitions of that other', { systemDisk: { serial: 'A1' } }, [a1, { ...installed, name: 'sdaa' }], /sdaa.*is installed already/);
refuses('another stick of ours is no disk', { systemDisk: { transport: 'usb' } }, [{ ...bridge, blkid: '', partitions: [{ name: 'pintxo-debian-esp' }] }], /it is a Pintxo stick/);

const cutShort: StandInDisk = { ...a1, partitions: [{ type: 'ext4', label: 'pintxo', files: { 'etc/issue.d/pintxo-unfinished.issue': 'not finished\n' } }] };
refuses('an installation that another stick was cut off from is not blank', {}, [cutShort], /is not blank/);
takes('consent counts for it as for anything else', { wipe: 'any' }, [cutShort], 'sda');

test('the places that are looked at are those of the appliance', (t) => {
  for (const bytes of [8 * GB, 15_758_000_128, 500_107_862_016, 4_000_787_030_016, 22_000_969_973_760]) {
    const { stdout } = spawnSync('busybox', ['sh', '-c', `${emptyTest}\nsample_places ${bytes / 512} | sort -nu`], { encoding: 'utf8' });
    const places = stdout.trimEnd().split('\n').map((block) => Number(block) * 512).filter((place) => place + sampleBytes <= bytes);
    t.deepEqual(places, samplePositions(bytes), String(bytes));
  }
});
