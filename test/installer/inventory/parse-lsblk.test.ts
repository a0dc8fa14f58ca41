import test from 'ava';
import { parseLsblk, partitionsOf, someDevice } from '../../../installer/inventory/parse-lsblk.ts';

function device(kname: string, changes: object = {}): object {
  const flags = { rm: false, ro: false, rota: false };
  return { name: kname, kname, path: `/dev/${kname}`, type: 'disk', size: 1000, ...flags, ...changes };
}

function lsblk(...blockdevices: readonly object[]): string {
  return JSON.stringify({ blockdevices });
}

test('only real disks are disks', (t) => {
  const virtual = ['loop0', 'zram0', 'ram0', 'md127', 'dm-0', 'nbd0', 'nvme0c0n1'];
  const others = [...virtual, 'fd0', 'mmcblk0boot0', 'mmcblk0boot1', 'mmcblk0rpmb'];
  const real = ['sda', 'sdaa', 'vdb', 'xvda', 'hda', 'nvme0n1', 'mmcblk0'];
  t.deepEqual(parseLsblk(lsblk(...[...others, ...real].map((name) => device(name)))).map(({ kname }) => kname), real);
});

test('an optical drive is no disk, whatever it is called', (t) => {
  t.deepEqual(parseLsblk(lsblk(device('sr0', { type: 'rom' }), device('sda', { type: 'rom' }))), []);
});

test('flags and numbers are understood as every version prints them', (t) => {
  const forms: ReadonlyArray<readonly [unknown, unknown]> = [[true, 1000], ['1', '1000'], [1, 1000]];
  for (const [flag, size] of forms) {
    const [disk] = parseLsblk(lsblk(device('sda', { rm: flag, ro: flag, rota: flag, size, 'log-sec': size })));
    t.like(disk, { rm: true, ro: true, rota: true, size: 1000, 'log-sec': 1000 });
  }
  const [plain] = parseLsblk(lsblk(device('sda', { rm: '0', ro: 0 })));
  t.like(plain, { rm: false, ro: false });
});

test('null, blanks and missing columns are all nothing', (t) => {
  const [disk] = parseLsblk(lsblk(device('sda', { serial: null, model: '   ', vendor: ' ATA ', mountpoints: null })));
  t.like(disk, { serial: undefined, model: undefined, vendor: 'ATA', wwn: undefined, mountpoints: [] });
});

test('partitions are the children of that type', (t) => {
  const children = [device('sda1', { type: 'part' }), device('dm-0', { type: 'mpath' })];
  const [disk] = parseLsblk(lsblk(device('sda', { children })));
  t.deepEqual(disk === undefined ? [] : partitionsOf(disk).map(({ kname }) => kname), ['sda1']);
});

test('one odd answer does not hide the other disks: flags that are null are not set, and what cannot be understood is only shown', (t) => {
  const odd = { kname: 'sdb', path: '/dev/sdb', size: [], rota: 'perhaps' };
  const disks = parseLsblk(lsblk(device('nvme0c0n1', { rm: null, ro: null, rota: null, size: null }), device('sda', { rota: null, rm: null }), odd, {}, device('sdc')));
  t.deepEqual(disks.map(({ kname, size, ro }) => [kname, size, ro]), [['sda', 1000, false], ['sdb', undefined, true], ['sdc', 1000, false]]);
});

test('what lies deep inside a disk is found', (t) => {
  const children = [device('sda3', { type: 'part', children: [device('dm-0', { type: 'crypt', mountpoints: ['/'] })] })];
  const [disk] = parseLsblk(lsblk(device('sda', { children })));
  t.true(disk !== undefined && someDevice(disk, ({ mountpoints }) => mountpoints.includes('/')));
});

test('output that is not from lsblk is an error, not an empty machine', (t) => {
  t.throws(() => parseLsblk('{}'));
  t.throws(() => parseLsblk(''));
});
