import test from 'ava';
import type { Disk } from '../../../installer/inventory/inventory.ts';
import { decideAdoption, type PoolDisk } from '../../../installer/plan/adopt.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

const base = readInventory('mini-pc-blank');
const disk = (path: string, changes: Partial<Disk> = {}): Disk => diskWith({ path, serial: path, signatures: [{ type: 'crypto_LUKS', usage: 'crypto', label: 'tankc1' }], ...changes });
const part = (path: string, uuid = 'one', isEncrypted = true): PoolDisk => ({ path, uuid, isEncrypted });
const site = siteFor({ dataDisks: { tankc1: { transport: 'sata', count: 2 } } });

function decide(disks: readonly Disk[], parts: readonly PoolDisk[], isEncrypted = true, wanted = site): string {
  const adoption = decideAdoption(wanted, { ...base, disks }, 'tankc1', parts, isEncrypted);
  return 'problem' in adoption ? adoption.problem : adoption.disks.map(({ path }) => path).join();
}

const both = [disk('/dev/sda'), disk('/dev/sdb')];
const parts = [part('/dev/sda'), part('/dev/sdb')];

test('the disks of one pool that the site chooses are taken over, whole or in part', (t) => {
  t.is(decide(both, parts), '/dev/sda,/dev/sdb');
  t.is(decide(both.slice(0, 1), parts.slice(0, 1)), '/dev/sda');
});

test('a pool that the site does not have, a disk that it does not choose, and one of another name are not', (t) => {
  t.regex(decide(both, parts, true, siteFor()), /no storage pool tankc1/);
  t.regex(decide([disk('/dev/sda', { transport: 'usb' })], parts), /None of the disks/);
  t.regex(decide([disk('/dev/sda', { signatures: [{ type: 'crypto_LUKS', usage: 'crypto', label: 'tanka1' }] })], parts), /None of the disks/);
  t.regex(decide([diskWith({ path: '/dev/sda' })], parts), /None of the disks/);
});

test('two pools of the same name are not mixed, nor an encrypted disk with one in clear', (t) => {
  t.regex(decide(both, [part('/dev/sda'), part('/dev/sdb', 'two')]), /several pools/);
  t.regex(decide(both, [part('/dev/sda'), part('/dev/sdb', 'one', false)]), /several pools/);
});

test('an encrypted pool is not taken over by a machine that would keep its key in clear', (t) => {
  t.regex(decide(both, parts, false), /in clear/);
  t.is(decide(both, parts.map((one) => ({ ...one, isEncrypted: false })), false), '/dev/sda,/dev/sdb');
});
