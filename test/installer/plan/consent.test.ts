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

test('a disk of a storage pool is erased only by words that name the pool beside the disk, whoever made it', (t) => {
  for (const [type, label] of [['crypto_LUKS', 'tankc1'], ['btrfs', 'tankc1'], ['btrfs', 'tankc1.4711-0a1b2c3d'], ['zfs_member', 'tankc1']] as const) {
    const disk = diskWith({ serial: 'H1', signatures: [{ type, usage: 'filesystem', label }] });
    t.is(consentFor(disk, 'any', [disk]), undefined, label);
    t.is(consentFor(disk, ['H1'], [disk]), undefined, label);
    t.is(consentFor(disk, 'any', [disk], { H1: 'tanka1' }), undefined, label);
    t.is(consentFor(disk, 'any', [disk], { H2: 'tankc1' }), undefined, label);
    t.regex(consentFor(disk, [], [disk], { H1: 'tankc1' }) ?? '', /storage pool tankc1/);
  }
  const ofOthers = diskWith({ serial: 'H1', signatures: [{ type: 'zfs_member', usage: 'raid', label: 'tank' }] });
  t.truthy(consentFor(ofOthers, ['H1'], [ofOthers]));
});

test('consent may name a disk by its serial, an id or its world wide name, in any form, but not one that two disks answer to', (t) => {
  const disk = diskWith({ serial: 'S', ids: ['ata-X_S'], wwn: '0x5000c500a1b2c3d4', signatures: [{ type: 'ext4', usage: 'filesystem' }] });
  for (const name of ['S', ' S ', 'ata-X_S', '5000C500A1B2C3D4', 'naa.5000c500a1b2c3d4']) t.truthy(consentFor(disk, [name], [disk]), name);
  const twin = diskWith({ path: '/dev/sdb', serial: 'S', ids: ['ata-X_T'] });
  t.is(consentFor(disk, ['S'], [disk, twin]), undefined);
  t.truthy(consentFor(disk, ['ata-X_S'], [disk, twin]));
  t.is(consentFor(disk, [''], [disk]), undefined);
});
