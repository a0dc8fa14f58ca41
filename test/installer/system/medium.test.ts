import test from 'ava';
import { opticalPartitions } from '../../../installer/system/medium.ts';

const losetup = JSON.stringify({ loopdevices: [{ name: '/dev/loop1', 'back-file': '/var/some.img' }, { name: '/dev/loop0', 'back-file': '/sr0' }] });
const lsblk = JSON.stringify({
  blockdevices: [
    { path: '/dev/loop0', pkname: null, partlabel: null },
    { path: '/dev/loop0p2', pkname: 'loop0', partlabel: 'PINTXO' },
    { path: '/dev/loop1p1', pkname: 'loop1', partlabel: 'PINTXO' },
    { path: '/dev/sda1', pkname: 'sda', partlabel: 'pintxo-esp' },
  ],
});

test('the partitions on a CD-ROM are found, and no others', (t) => {
  t.deepEqual(opticalPartitions(losetup, lsblk), [{ path: '/dev/loop0p2', label: 'PINTXO' }]);
});

test('without a loop device over an optical drive there are none', (t) => {
  t.deepEqual(opticalPartitions('', lsblk), []);
  t.deepEqual(opticalPartitions(JSON.stringify({ loopdevices: [] }), lsblk), []);
});
