import test from 'ava';
import { readFileSync } from 'node:fs';
import { complaintOf, diskOf } from '../../../installer/health/smart.ts';

// Captured from real drives, shortened to what matters, with serials made up.
const captured = (name: string): string => readFileSync(new URL(`../../fixtures/smart/${name}.json`, import.meta.url), 'utf8');
const changed = (name: string, from: string | RegExp, to: string): string => {
  const text = captured(name).replace(from, to);
  if (text === captured(name)) throw new Error(`nothing to change in ${name}`);
  return text;
};

test('drives that are well have nothing to complain about', (t) => {
  for (const name of ['ata-ssd-good', 'nvme-good', 'scsi-good']) t.is(complaintOf(captured(name)), undefined, name);
});

test('errors of the past that the drive lives with are no complaint', (t) => {
  t.is(complaintOf(captured('nvme-media-errors')), undefined);
  t.regex(captured('scsi-good'), /"scsi_grown_defect_list": 56/);
});

test('a drive that says it fails is told, with its serial', (t) => {
  t.is(complaintOf(captured('ata-failing')), 'says of itself that it fails (serial MSK423EXAMPLE)');
  t.is(complaintOf(changed('scsi-good', '"passed": true', '"passed": false')), 'says of itself that it fails (serial Z1ZEXAMPLE)');
});

test('before it says so: sectors that cannot be read, and a count past what the maker allows', (t) => {
  const notYet = changed('ata-failing', '"passed": false', '"passed": true');
  t.regex(complaintOf(notYet) ?? '', /^has 8 sectors that it cannot read/);
  t.regex(complaintOf(notYet.replace('"value": 8,', '"value": 0,')) ?? '', /^is past what its maker allows for Reallocated_Sector_Ct/);
});

test('what an NVMe drive warns of is told in words', (t) => {
  t.regex(complaintOf(changed('nvme-good', '"critical_warning": 0', '"critical_warning": 12')) ?? '', /^warns: it is not reliable any more, it can only be read/);
  t.regex(complaintOf(changed('nvme-good', '"percentage_used": 0', '"percentage_used": 104')) ?? '', /^has used up 104 % of the writes/);
});

test('a drive without SMART is no fault: of a virtual machine, behind an odd bridge, asleep, or not asked yet', (t) => {
  for (const output of [captured('virtual-disk'), captured('not-opened'), '', 'no JSON at all', '[]']) t.is(complaintOf(output), undefined);
});

test('a line that some versions print before the JSON is passed over', (t) => {
  t.regex(complaintOf(`  Pending defect count:${captured('ata-failing')}`) ?? '', /that it fails/);
});

test('a partition belongs to its disk', (t) => {
  const pairs = { sda6: 'sda', sdab12: 'sdab', vda6: 'vda', sdb: 'sdb', nvme0n1p6: 'nvme0n1', nvme0n1: 'nvme0n1', mmcblk0p6: 'mmcblk0', mmcblk0: 'mmcblk0' };
  for (const [partition, disk] of Object.entries(pairs)) t.is(diskOf(partition), disk);
});
