import test from 'ava';
import { parseDisks } from '../../../installer/inventory/parse-disks.ts';
import { blockDevice, captureOfDisks, realCapture } from './captures.ts';

test('the stick that the system runs from is found through dm-verity', (t) => {
  const media = parseDisks(realCapture).filter(({ isBootMedium }) => isBootMedium);
  t.deepEqual(media.map(({ serial }) => serial), ['STICK0001']);
});

test('a second stick with the same labels is not the boot medium', (t) => {
  const partition = (name: string, children: readonly object[]) =>
    blockDevice(name, { type: 'part', partlabel: 'pintxo-stick-root', children });
  const verity = { ...blockDevice('dm-0', { type: 'crypt' }), path: '/dev/mapper/root' };
  const sticks = [
    blockDevice('sda', { children: [partition('sda3', [])] }),
    blockDevice('sdb', { children: [partition('sdb3', [verity])] }),
  ];
  const disks = parseDisks(captureOfDisks(sticks, { commandLine: 'quiet root=/dev/mapper/root rootfstype=erofs' }));
  t.deepEqual(disks.map(({ path, isBootMedium }) => [path, isBootMedium]), [['/dev/sda', false], ['/dev/sdb', true]]);
});

test('a word that only ends in root= names no boot medium', (t) => {
  const [disk] = parseDisks(captureOfDisks([blockDevice('sda')], { commandLine: 'notroot=/dev/sda' }));
  t.false(disk?.isBootMedium);
});

test('a system that runs from an ordinary root file system has its disk as boot medium', (t) => {
  const [disk] = parseDisks(captureOfDisks([blockDevice('vda', { mountpoints: ['/'] })]));
  t.true(disk?.isBootMedium);
});

test('a card in the slot is removable, soldered memory of the same kind is not; one that does not say counts as a card', (t) => {
  const mmc = { tran: 'mmc' };
  const capture = captureOfDisks([blockDevice('mmcblk0', mmc), blockDevice('mmcblk1', mmc), blockDevice('mmcblk2', mmc)], {
    disks: { '/dev/mmcblk0': { edges: 'blank', cardType: 'MMC\n' }, '/dev/mmcblk1': { edges: 'blank', cardType: 'SD\n' }, '/dev/mmcblk2': { edges: 'blank' } },
  });
  t.deepEqual(parseDisks(capture).map(({ removable }) => removable), [false, true, true]);
});

test('a disk that multipath uses is marked, so that it is not taken for blank', (t) => {
  const child = blockDevice('dm-0', { type: 'mpath' });
  const [disk] = parseDisks(captureOfDisks([blockDevice('sda', { children: [child] })]));
  t.deepEqual(disk?.signatures, [{ type: 'mpath_member', usage: 'raid' }]);
});

test('a disk about which nothing could be asked is not blank', (t) => {
  const [disk] = parseDisks(captureOfDisks([blockDevice('sda')], { disks: {}, signatures: {} }));
  t.deepEqual(disk?.signatures.map(({ type }) => type), ['unreadable']);
});

test('an empty reader has no signatures and no size', (t) => {
  const [disk] = parseDisks(captureOfDisks([blockDevice('sda', { size: 0 })], { signatures: {} }));
  t.like(disk, { bytes: 0, signatures: [] });
});

test('a version of lsblk without PARTN still gives partition numbers', (t) => {
  const children = [blockDevice('nvme0n1p12', { type: 'part' })];
  const [disk] = parseDisks(captureOfDisks([blockDevice('nvme0n1', { children })]));
  t.is(disk?.partitions[0]?.number, 12);
});

test('numbers and protocol names are no vendors', (t) => {
  const devices = [blockDevice('vda', { vendor: '0x1af4' }), blockDevice('sda', { vendor: 'ATA     ' })];
  const disks = parseDisks(captureOfDisks(devices));
  t.deepEqual(disks.map(({ vendor }) => vendor), [undefined, undefined]);
});

test('names by id come without their folder, and no other links are taken for them', (t) => {
  const udev = 'DEVNAME=/dev/sda\nDEVLINKS=/dev/disk/by-path/pci-1 /dev/disk/by-id/wwn-0x1 /dev/disk/by-id/ata-X_1\nID_BUS=ata';
  const [disk] = parseDisks(captureOfDisks([blockDevice('sda')], { disks: { '/dev/sda': { edges: 'blank', udev } } }));
  t.deepEqual(disk?.ids, ['ata-X_1', 'wwn-0x1']);
});

test('a disk is in use where something on it is mounted or mapped, but not by what an unfinished mirror left open', (t) => {
  const part = (changes: object) => blockDevice('sda', { children: [blockDevice('sda6', { type: 'part', mountpoints: [null], ...changes })] });
  const crypt = { ...blockDevice('dm-1', { type: 'crypt', mountpoints: [null] }), path: '/dev/mapper/pintxo-sda6' };
  const isInUse = (disk: { path: string }) => parseDisks(captureOfDisks([disk]))[0]?.isInUse;
  t.is(isInUse(part({})), undefined);
  t.true(isInUse(part({ mountpoints: ['/srv'] })));
  t.true(isInUse(part({ children: [crypt] })));
  t.true(isInUse(blockDevice('sda', { children: [crypt] })));
  t.is(isInUse(part({ partlabel: 'pintxo-incomplete', children: [crypt] })), undefined);
  t.true(isInUse(part({ partlabel: 'pintxo-incomplete', children: [{ ...crypt, mountpoints: ['/var'] }] })));
});
