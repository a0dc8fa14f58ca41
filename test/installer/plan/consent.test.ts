import test from 'ava';
import type { Disk } from '../../../installer/inventory/inventory.ts';
import { consentFor } from '../../../installer/plan/consent.ts';
import { diskWith } from './disks.ts';

const labelled = (label: string): Partial<Disk> => ({ serial: 'A', partitions: [{ path: '/dev/sda1', number: 1, bytes: 1e9, label, signatures: [] }] });
const isConsented = (changes: Partial<Disk>, wipe: 'any' | string[]): boolean => consentFor(diskWith(changes), wipe, [diskWith(changes)]) !== undefined;

test('a disk that carries Pintxo is erased only by its serial: any is not enough', (t) => {
  t.false(isConsented(labelled('pintxo-data'), 'any'));
  t.false(isConsented(labelled('pintxo-data'), ['B']));
  t.true(isConsented(labelled('pintxo-data'), ['A']));
  // The data is being copied to it: it may be all that is left of it one day.
  t.false(isConsented(labelled('pintxo-joining'), 'any'));
});

test('an installation that was cut short needs no consent, one with a foreign partition does', (t) => {
  const half = labelled('pintxo-incomplete');
  t.true(isConsented(half, []));
  const foreign = { path: '/dev/sda2', number: 2, bytes: 1e9, label: 'photos', signatures: [] };
  t.false(isConsented({ ...half, partitions: [...(half.partitions ?? []), foreign] }, []));
});

test('a pool that was cut short needs no consent, one that is in use does', (t) => {
  const pool = (label: string): Partial<Disk> => ({ signatures: [{ type: 'btrfs', usage: 'filesystem', label }] });
  t.true(isConsented(pool('pintxo-incomplete'), []));
  t.false(isConsented(pool('tanka1'), []));
});
