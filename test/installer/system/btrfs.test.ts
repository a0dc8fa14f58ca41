import test from 'ava';
import { parseDevices } from '../../../installer/system/btrfs.ts';

const whole = `Label: 'pintxo-state'  uuid: 7838708b-a211-4fab-8bf3-280fd3cf5d3d
	Total devices 2 FS bytes used 11026432
	devid    1 size 32061259776 used 3232759808 path /dev/mapper/pintxo-vda6
	devid    2 size 32061259776 used 3232759808 path /dev/nvme0n1p6
`;

const degraded = `Label: 'pintxo-state'  uuid: 7838708b-a211-4fab-8bf3-280fd3cf5d3d
	Total devices 2 FS bytes used 37531648
	devid    1 size 0 used 0 path  MISSING
	devid    2 size 32061259776 used 3232759808 path /dev/mapper/pintxo-vda6
`;

const noErrors = '[/dev/mapper/pintxo-vda6].write_io_errs    0\n[/dev/mapper/pintxo-vda6].read_io_errs     0\n';

test('every disk of a whole file system is found, encrypted or not', (t) => {
  t.deepEqual(parseDevices(whole, noErrors), { members: ['vda6', 'nvme0n1p6'], missing: false, faulty: [] });
});

test('a missing disk is noticed, in both ways in which btrfs says it', (t) => {
  t.like(parseDevices(degraded, noErrors), { members: ['vda6'], missing: true });
  t.true(parseDevices(`${whole}	*** Some devices missing\n`, noErrors).missing);
});

test('a disk that gave errors is named once', (t) => {
  const errors = '[/dev/sda6].write_io_errs    3\n[/dev/sda6].corruption_errs  12\n[/dev/sdb6].read_io_errs  0\n';
  t.deepEqual(parseDevices(whole, errors).faulty, ['sda6']);
});
