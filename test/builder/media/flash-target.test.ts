import test from 'ava';
import { BlockDevice, describeDevice, refusalsFor, type FlashRequest } from '../../../builder/media/flash-target.ts';

const stick: BlockDevice = {
  name: '/dev/sdb', type: 'disk', size: 32e9, rm: true, hotplug: true, ro: false,
  serial: '4C53', vendor: 'SanDisk ', model: 'Ultra', mountpoints: [null],
};

const refusals = (device: Partial<BlockDevice>, request: Partial<FlashRequest> = {}): string[] =>
  refusalsFor({ device: { ...stick, ...device }, imageBytes: 600e6, ...request });

test('a removable disk that is large enough and not in use is taken', (t) => {
  t.deepEqual(refusals({}), []);
});

test('a partition is refused, with the remedy to name the disk', (t) => {
  t.deepEqual(refusals({ name: '/dev/sdb1', type: 'part' }), ['/dev/sdb1 is not a whole disk (lsblk calls it "part"); name the disk itself, such as /dev/sdb']);
});

test('a write-protected stick is refused', (t) => {
  t.regex(refusals({ ro: true }).join(), /write-protected.*switch/);
});

test('a stick that is too small by one byte is refused, one that just fits is taken', (t) => {
  t.regex(refusals({ size: 600e6 - 1 }).join(), /holds 599999999 bytes, the image needs 600000000; use a larger stick/);
  t.deepEqual(refusals({ size: 600e6 }), []);
});

test('a disk with a mounted partition is refused, with the command that unmounts it', (t) => {
  const children = [{ ...stick, name: '/dev/sdb1', type: 'part', mountpoints: [null, '/media/ana/My Stick'] }];
  t.regex(refusals({ children }).join(), /in use.*sudo umount '\/media\/ana\/My Stick'/);
});

test('a file system deeper down, behind encryption, counts as in use too', (t) => {
  const inner = { ...stick, name: '/dev/mapper/luks', type: 'crypt', mountpoints: ['/home'] };
  t.is(refusals({ children: [{ ...stick, type: 'part', children: [inner] }] }).length, 1);
});

const layered: ReadonlyArray<readonly [string, string, string]> = [
  ['lvm', '/dev/mapper/vg-data', "LVM volume /dev/mapper/vg-data); let go of it first: sudo lvchange --activate n /dev/mapper/vg-data"],
  ['raid1', '/dev/md127', "RAID /dev/md127); let go of it first: sudo mdadm --stop /dev/md127"],
  ['crypt', '/dev/mapper/luks', "encrypted volume /dev/mapper/luks); let go of it first: sudo cryptsetup close /dev/mapper/luks"],
  ['dm', '/dev/mapper/other', "device-mapper volume /dev/mapper/other); let go of it first: sudo dmsetup remove /dev/mapper/other"],
];

for (const [type, name, words] of layered) {
  test(`a disk that something else is made of is refused although nothing is mounted: ${type}`, (t) => {
    const partition = { ...stick, name: '/dev/sdb1', type: 'part', children: [{ ...stick, name, type }] };
    t.deepEqual(refusals({ children: [partition] }), [`/dev/sdb is in use (${words}`]);
  });
}

test('swap space is refused, with the command that ends it', (t) => {
  const children = [{ ...stick, name: '/dev/sdb2', type: 'part', mountpoints: ['[SWAP]'] }];
  t.deepEqual(refusals({ children }), ["/dev/sdb is in use (/dev/sdb2 is swap space); let go of it first: sudo swapoff /dev/sdb2"]);
});

test('what lies on top is ended first', (t) => {
  const inner = { ...stick, name: '/dev/mapper/luks', type: 'crypt', mountpoints: ['/home'] };
  t.regex(refusals({ children: [{ ...stick, type: 'part', children: [inner] }] }).join(), /sudo umount \/home && sudo cryptsetup close/);
});

test('a disk that is not removable is refused, and told how to name it', (t) => {
  t.deepEqual(refusals({ rm: false }), ['/dev/sdb is not a removable disk; if it really is the one, add --serial 4C53']);
  t.deepEqual(refusals({ rm: false, serial: null }), ['/dev/sdb is not a removable disk; it cannot be flashed']);
});

test('the right serial lets a fixed disk through, a wrong one stops even a stick', (t) => {
  t.deepEqual(refusals({ rm: false }, { serial: '4C53' }), []);
  t.regex(refusals({}, { serial: '4c53' }).join(), /has the serial 4C53, not 4c53/);
  t.regex(refusals({ serial: null }, { serial: '4C53' }).join(), /has the serial \(none\)/);
});

test('a serial does not excuse anything else', (t) => {
  t.is(refusals({ rm: false, ro: true, size: 1, mountpoints: ['/'] }, { serial: '4C53' }).length, 3);
});

test('all reasons are told at once', (t) => {
  t.is(refusals({ rm: false, ro: true, size: 1, type: 'part', mountpoints: ['/'] }).length, 5);
});

test('a device is described as people know it', (t) => {
  t.is(describeDevice(stick, '32.0 GB'), 'SanDisk Ultra, 32.0 GB, serial 4C53');
  t.is(describeDevice({ ...stick, vendor: null, model: ' ', serial: null }, '1 GB'), 'unnamed disk, 1 GB, serial none');
});

test('what lsblk prints is understood, children and missing mount points included', (t) => {
  const printed = { name: '/dev/sdb', type: 'disk', size: 5, rm: true, hotplug: true, ro: false, children: [{ name: '/dev/sdb1', type: 'part', size: 4, rm: true, hotplug: true, ro: false, mountpoints: ['/mnt'] }] };
  const device = BlockDevice.parse(printed);
  t.deepEqual(device.mountpoints, []);
  t.is(refusalsFor({ device, imageBytes: 1 }).length, 1);
});

test('commands to paste do the same in a shell whatever the names are', (t) => {
  const children = [{ ...stick, name: '/dev/sdb1', type: 'part', mountpoints: ["/media/ana/Ana's stick"] }];
  t.true(refusals({ children }).join().endsWith(`sudo umount '/media/ana/Ana'\\''s stick'`));
  t.true(refusals({ rm: false, serial: 'WD WX11;rm -rf' }).join().endsWith("add --serial 'WD WX11;rm -rf'"));
});

test('what the kernel gives to nobody else is refused although nothing on it is mounted', (t) => {
  t.regex(refusals({}, { isHeld: true }).join(), /in use, though nothing on it is mounted: as part of a pool \(ZFS, btrfs, bcache\)/);
  const mounted = [{ ...stick, name: '/dev/sdb1', type: 'part', mountpoints: ['/mnt'] }];
  t.is(refusals({ children: mounted }, { isHeld: true }).length, 1, 'one reason, the one that can be acted on');
});

test('a device that was made out of the disk holds on to it, also one that lsblk calls a disk', (t) => {
  t.regex(refusals({ children: [{ ...stick, name: '/dev/bcache0' }] }).join(), /in use \(device \/dev\/bcache0\)/);
  t.deepEqual(refusals({ children: [{ ...stick, name: '/dev/sdb1', type: 'part' }] }), [], 'a partition alone does not');
});

test('CD-ROMs and loop devices are no whole disks, and nothing else is said of them', (t) => {
  for (const type of ['rom', 'loop']) t.deepEqual(refusals({ name: '/dev/sr0', type }), [`/dev/sr0 is not a whole disk (lsblk calls it "${type}"); name the disk itself, such as /dev/sdb`]);
});

test('blanks around a serial make no other disk of it', (t) => {
  t.deepEqual(refusals({ rm: false, serial: 'AB12    ' }, { serial: 'AB12' }), []);
  t.deepEqual(refusals({ rm: false, serial: '   ' }, { serial: '' }), ['/dev/sdb is not a removable disk; it cannot be flashed']);
});
