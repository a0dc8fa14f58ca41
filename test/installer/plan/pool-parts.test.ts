import test from 'ava';
import { choosePoolParts, isAnyBehind, labelFor, mayLackDevices, planPoolOpening, type PoolOpening, type PoolPart } from '../../../installer/plan/pool-parts.ts';

const part = (path: string, generation: number, label = 'tanka1'): PoolPart => ({ path, generation, label, devid: path === '/dev/sda' ? 1 : 2, devices: 2 });
const paths = (parts: readonly PoolPart[]): string[] => parts.map(({ path }) => path);

test('a disk that was away while others were written to is told from one that a power cut came between', (t) => {
  const isBehind = (...generations: readonly number[]): boolean => isAnyBehind(generations.map((generation) => part('/dev/sda', generation)), 'tanka1');
  t.true(isBehind(1000, 900));
  t.true(isBehind(7, 9));
  t.false(isBehind(999, 1000));
  t.false(isBehind());
  t.false(isBehind(5));
});

test('what was written on one disk alone has one copy, also when another was made like it since', (t) => {
  t.true(isAnyBehind([part('/dev/sda', 8, 'tanka1.ab12'), part('/dev/sdb', 8, 'tanka1.ab12')], 'tanka1'));
});

test('a pool has its own name while it is whole', (t) => {
  const whole = [part('/dev/sda', 8), part('/dev/sdb', 8)];
  t.deepEqual(choosePoolParts(whole, 'tanka1'), { used: whole, apart: [] });
  t.is(labelFor(whole, 'tanka1', 2, 'ab12'), 'tanka1');
});

test('on one disk alone it gets another, which stays until it is whole', (t) => {
  t.is(labelFor([part('/dev/sda', 8)], 'tanka1', 2, 'ab12'), 'tanka1.8-ab12');
  t.is(labelFor([part('/dev/sda', 9, 'tanka1.ab12')], 'tanka1', 2, 'cd34'), undefined);
  t.is(labelFor([part('/dev/sda', 8), part('/dev/sdb', 8)], 'tanka1', 3, 'ab12'), undefined, 'a power cut could leave two names');
});

test('a disk that was only away is used with the one that ran alone', (t) => {
  const parts = [part('/dev/sda', 80, 'tanka1.ab12'), part('/dev/sdb', 8)];
  t.deepEqual(choosePoolParts(parts, 'tanka1'), { used: parts, apart: [] });
  t.is(labelFor(parts, 'tanka1', 2, 'cd34'), 'tanka1');
});

test('of two disks that each ran alone only the newer is used, however close they are', (t) => {
  const { used, apart } = choosePoolParts([part('/dev/sda', 80, 'tanka1.ab12'), part('/dev/sdb', 81, 'tanka1.cd34')], 'tanka1');
  t.deepEqual([paths(used), paths(apart)], [['/dev/sdb'], ['/dev/sda']]);
});

test('a pool that was never whole yet has no disk apart', (t) => {
  const parts = [part('/dev/sda', 8, 'tanka1.ab12'), part('/dev/sdb', 6, 'pintxo-incomplete')];
  t.deepEqual(choosePoolParts(parts, 'tanka1').apart, []);
});

test('a disk that went on when the other one failed under it is not used with that one, which ran alone later', (t) => {
  const { used, apart } = choosePoolParts([part('/dev/sda', 220), part('/dev/sdb', 5000, 'tanka1.100-ab12')], 'tanka1');
  t.deepEqual([paths(used), paths(apart)], [['/dev/sdb'], ['/dev/sda']]);
  t.deepEqual(choosePoolParts([part('/dev/sda', 101), part('/dev/sdb', 5000, 'tanka1.100-ab12')], 'tanka1').apart, [], 'it only lacks what came after');
});

test('another pool with a similar name is not meant', (t) => {
  t.deepEqual(choosePoolParts([part('/dev/sda', 8, 'tanka10'), part('/dev/sdb', 9)], 'tanka1').apart, []);
});

const opened = (parts: readonly PoolPart[], isMarked = false): PoolOpening =>
  planPoolOpening(parts, { pool: 'tanka1', folder: '/srv/tanka1', count: 2, isMarked }, 'ab12');

test('a whole pool is opened, and nothing is to be told', (t) => {
  const whole = [part('/dev/sda', 8), part('/dev/sdb', 8)];
  t.deepEqual(opened(whole), { used: whole, apart: [], isDegraded: false, isBehind: false, label: 'tanka1', makeAlike: false, problem: undefined });
});

test('without one of its disks it is opened degraded, and says so', (t) => {
  t.like(opened([part('/dev/sda', 8)]), { isDegraded: true, label: 'tanka1.8-ab12', makeAlike: false, problem: 'The storage pool tanka1 lacks 1 of its 2 disks. Put in a new one and run: sudo pintxo repair' });
  t.like(opened([]), { used: [], problem: 'The storage pool tanka1 is not there: none of its disks was found. One of an earlier system is taken over with: sudo pintxo adopt tanka1' });
});

test('a disk that was away is noted and made like the other, and again where that did not end', (t) => {
  const parts = [part('/dev/sda', 80, 'tanka1.ab12'), part('/dev/sdb', 8)];
  t.like(opened(parts), { isDegraded: false, isBehind: true, label: 'tanka1', makeAlike: true });
  t.like(opened([part('/dev/sda', 81), part('/dev/sdb', 81)], true), { isBehind: false, makeAlike: true });
  t.regex(opened(parts).problem ?? '', /was away for a while.*journalctl --unit pintxo-pool-tanka1$/);
});

test('of disks apart one is left out, with the command that gives up what only it holds', (t) => {
  const { isDegraded, makeAlike, problem } = opened([part('/dev/sda', 80, 'tanka1.ab12'), part('/dev/sdb', 81, 'tanka1.cd34')], true);
  t.true(isDegraded);
  t.false(makeAlike, 'there is nothing to make it from');
  t.regex(problem ?? '', /sudo wipefs --all \/dev\/sda && sudo btrfs replace start 1 \/dev\/sda \/srv\/tanka1$/);
});

test('a pool is mounted without what is missing while a new disk takes the place of another, and beside one that was replaced', (t) => {
  const lacks = (used: readonly PoolPart[]): boolean => mayLackDevices({ used, apart: [] }, { pool: 'tanka1', count: 2 });
  t.false(lacks([part('/dev/sda', 8), part('/dev/sdb', 8)]));
  t.true(lacks([part('/dev/sda', 8)]));
  t.true(lacks([part('/dev/sda', 8), part('/dev/sdb', 8)].map((each) => ({ ...each, devices: 3 }))), 'the one that is gone still counts');
  t.true(lacks([part('/dev/sda', 8), part('/dev/sdb', 80)]), 'the old one may not be part of it any more');
});

test('a pool that is opened for the first time gets its own name, whatever is missing: its disks must not count as half-made', (t) => {
  const fresh = (path: string): PoolPart => part(path, 8, 'pintxo-incomplete');
  t.is(labelFor([fresh('/dev/sda'), fresh('/dev/sdb')], 'tanka1', 3, 'ab12'), 'tanka1');
  t.is(labelFor([part('/dev/sda', 8), fresh('/dev/sdb')], 'tanka1', 3, 'ab12'), 'tanka1', 'cut while it was named');
  t.is(labelFor([fresh('/dev/sda')], 'tanka1', 3, 'ab12'), 'tanka1.8-ab12');
});
