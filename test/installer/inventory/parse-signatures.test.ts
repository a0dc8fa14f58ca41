import test from 'ava';
import { diskSignatures, parseSignatures } from '../../../installer/inventory/parse-signatures.ts';

function wipefs(...signatures: readonly object[]): string {
  return JSON.stringify({ signatures });
}

const ext4 = { device: 'sda', offset: '0x438', usage: 'filesystem', type: 'ext4', label: null, uuid: 'abc' };

test('a signature has its kind, label and id', (t) => {
  t.deepEqual(parseSignatures(wipefs({ ...ext4, label: 'photos' })), [
    { type: 'ext4', usage: 'filesystem', label: 'photos', uuid: 'abc' },
  ]);
});

test('both forms of "nothing found" are blank', (t) => {
  t.deepEqual(parseSignatures(wipefs()), []);
  t.deepEqual(parseSignatures(''), []);
});

test('a device that could not be read is not blank', (t) => {
  t.deepEqual(parseSignatures(null), [{ type: 'unreadable', usage: 'other' }]);
  t.deepEqual(parseSignatures(undefined), [{ type: 'unreadable', usage: 'other' }]);
});

test('many copies of one signature count once, with the label of the one that has it', (t) => {
  const zfs = { ...ext4, type: 'zfs_member', usage: 'raid', label: null };
  const gpt = { ...ext4, type: 'gpt', usage: 'partition-table' };
  const signatures = parseSignatures(wipefs(zfs, { ...zfs, label: 'tank' }, zfs, gpt));
  t.deepEqual(signatures.map(({ type, label }) => [type, label]), [['zfs_member', 'tank'], ['gpt', undefined]]);
});

test('a usage that nobody knows yet is still a signature', (t) => {
  t.is(parseSignatures(wipefs({ ...ext4, usage: 'hologram' }))[0]?.usage, 'other');
});

test('data without any signature makes a disk not blank', (t) => {
  t.deepEqual(diskSignatures(wipefs(), 'data'), [{ type: 'unknown-data', usage: 'other' }]);
});

test('edges that could not be read make a disk not blank', (t) => {
  t.deepEqual(diskSignatures(wipefs(), 'unreadable'), [{ type: 'unreadable', usage: 'other' }]);
});

test('a disk without signatures and with blank edges is blank', (t) => {
  t.deepEqual(diskSignatures(wipefs(), 'blank'), []);
});

test('what is behind a table without partitions is told beside it', (t) => {
  const gpt = { ...ext4, type: 'gpt', usage: 'partition-table' };
  const types = (edges: Parameters<typeof diskSignatures>[1], isBare: boolean, ...all: object[]): string[] => diskSignatures(wipefs(...all), edges, isBare).map(({ type }) => type);
  for (const [edges, more] of [['table', []], ['data', ['unknown-data']], ['table-elsewhere', ['table-elsewhere']], ['unreadable', ['unreadable']]] as const) {
    t.deepEqual(types(edges, true, gpt), ['gpt', ...more], edges);
    t.deepEqual(types(edges, false, gpt), ['gpt']);
    t.deepEqual(types(edges, true, gpt, ext4), ['gpt', 'ext4']);
  }
});
