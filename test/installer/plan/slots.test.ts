import test from 'ava';
import { chooseSlot, type SlotPartition, versionsBeside } from '../../../installer/plan/slots.ts';

const rest: readonly SlotPartition[] = [
  { number: 1, label: 'pintxo-esp', uuid: 'e' },
  { number: 6, label: 'pintxo-data', uuid: 'd' },
];

function disk(a: readonly [string, string], b: readonly [string, string], uuids: readonly [string, string] = ['1', '2']): SlotPartition[] {
  return [
    ...rest,
    { number: 2, label: a[0], uuid: uuids[0] },
    { number: 3, label: a[1], uuid: `${uuids[0]}h` },
    { number: 4, label: b[0], uuid: uuids[1] },
    { number: 5, label: b[1], uuid: `${uuids[1]}h` },
  ].sort((one, other) => one.number - other.number);
}

const empty = ['_empty', '_empty'] as const;
const version = (name: string): readonly [string, string] => [`pintxo_${name}`, `pintxo_${name}_verity`];

test('an empty slot is taken before any other', (t) => {
  t.deepEqual(chooseSlot(disk(version('1.0'), empty), 'new'), { root: 4, verity: 5, isSame: false });
  t.deepEqual(chooseSlot(disk(empty, version('1.0')), 'new'), { root: 2, verity: 3, isSame: false });
});

test('the very same system is written over itself', (t) => {
  t.deepEqual(chooseSlot(disk(version('1.0'), version('1.1')), '2'), { root: 4, verity: 5, isSame: true });
});

test('of two versions the older one goes, by number', (t) => {
  t.is(chooseSlot(disk(version('1.9'), version('1.10')), 'new')?.root, 2);
  t.is(chooseSlot(disk(version('1.10'), version('1.9')), 'new')?.root, 4);
});

test('the version that starts is kept, also where a newer one failed or was never started', (t) => {
  t.is(chooseSlot(disk(version('1.9'), version('1.10')), 'new', '1.9')?.root, 4);
  t.is(chooseSlot(disk(version('1.9'), version('1.10')), 'new', '1.10')?.root, 2);
  t.is(chooseSlot(disk(version('1.9'), empty), 'new', '1.9')?.root, 4);
});

test('a slot whose writing was cut short counts as empty', (t) => {
  t.is(chooseSlot(disk(version('1.0'), ['_empty', 'pintxo_1.1_verity']), 'new')?.root, 4);
  t.is(chooseSlot(disk(version('1.0'), ['pintxo_1.1', '_empty']), 'new')?.root, 2, 'a root that has its name is whole');
});

test('a disk with one slot has none to spare', (t) => {
  t.is(chooseSlot(disk(version('1.0'), empty).slice(0, 3), 'new'), undefined);
});

test('what lies in the other slot stays', (t) => {
  t.deepEqual(versionsBeside(disk(version('1.0'), version('1.1')), { root: 2, verity: 3, isSame: false }), ['1.1']);
  t.deepEqual(versionsBeside(disk(version('1.0'), empty), { root: 2, verity: 3, isSame: false }), []);
});
