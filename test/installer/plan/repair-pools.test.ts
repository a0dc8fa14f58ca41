import test from 'ava';
import type { Disk, Inventory } from '../../../installer/inventory/inventory.ts';
import type { RepairPlan, RepairWish } from '../../../installer/plan/decide-repair.ts';
import { type SeenPool, withPools } from '../../../installer/plan/repair-pools.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

const byHand: RepairWish = { automatic: false, bind: false, version: '1.0', rootHash: 'aa' };
const byItself: RepairWish = { ...byHand, automatic: true };
const nothing: RepairPlan = { steps: [], reasons: [], problems: [] };
const dataDisks = { tanka1: { transport: 'sata', count: 2 } } as const;
const lacking: SeenPool = { pool: 'tanka1', members: ['sdb'] };

const inUse: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'btrfs', usage: 'filesystem', label: 'tanka1.8-ab12' }], isInUse: true };
const blank = (path: string, serial: string, changes: Partial<Disk> = {}): Disk => diskWith({ path, serial, ...changes });

function plan(disks: readonly Disk[], { site = siteFor({ dataDisks }), pool = lacking, wish = byHand, planned = nothing } = {}): RepairPlan {
  const inventory: Inventory = { ...readInventory('mini-pc-blank'), disks: [inUse, ...disks] };
  return withPools(planned, site, inventory, [pool], wish);
}

test('a blank disk that the selector of the pool chooses takes the place of the one that is gone', (t) => {
  const { steps, reasons, problems } = plan([blank('/dev/sdc', 'C')]);
  t.like(steps, [{ kind: 'join-pool', pool: 'tanka1', disk: '/dev/sdc' }]);
  t.like(steps[0]?.on?.[0], { path: '/dev/sdc', serial: 'C' });
  t.regex(reasons.join(), /tanka1/);
  t.deepEqual(problems, []);
});

test('a pool that is whole, or not mounted, gets nothing', (t) => {
  t.deepEqual(plan([blank('/dev/sdc', 'C')], { pool: { ...lacking, members: ['sdb', 'sdd'] } }), nothing);
  t.deepEqual(plan([blank('/dev/sdc', 'C')], { pool: { ...lacking, members: [] } }), nothing);
});

test('no other disk is taken: one that holds something, is in use, smaller, of another kind, or another pool names', (t) => {
  const unfit: ReadonlyArray<Partial<Disk>> = [{ signatures: [{ type: 'ext4', usage: 'filesystem' }] }, { isInUse: true }, { bytes: 400e9 }, { transport: 'nvme' }];
  for (const changes of unfit) {
    const { steps, problems } = plan([blank('/dev/sdc', 'C', changes)]);
    t.deepEqual(steps, []);
    t.regex(problems[0]?.problem ?? '', /tanka1 lacks a disk, and none is there/);
  }
  t.deepEqual(plan([blank('/dev/sdc', 'C')], { site: siteFor({ dataDisks: { ...dataDisks, tankb1: { serial: 'C' } } }) }).steps, []);
});

test('one that a power cut left half-made is taken again', (t) => {
  t.is(plan([blank('/dev/sdc', 'C', { signatures: [{ type: 'crypto_LUKS', usage: 'crypto', label: 'pintxo-incomplete' }] })]).steps.length, 1);
});

test('of several a person names one', (t) => {
  const two = [blank('/dev/sdc', 'C'), blank('/dev/sdd', 'D')];
  const { steps, problems } = plan(two);
  t.deepEqual(steps, []);
  t.deepEqual(problems[0]?.remedies, ['sudo pintxo repair --disk C', 'sudo pintxo repair --disk D']);
  t.like(plan(two, { wish: { ...byHand, serial: 'D' } }).steps[0], { disk: '/dev/sdd' });
});

test('by itself the machine takes one only where the site says so', (t) => {
  const asked = plan([blank('/dev/sdc', 'C')], { wish: byItself });
  t.deepEqual(asked.steps, []);
  t.regex(asked.problems[0]?.remedies.join() ?? '', /sudo pintxo repair$/);
  t.is(plan([blank('/dev/sdc', 'C')], { wish: byItself, site: siteFor({ dataDisks, repair: 'automatic' }) }).steps.length, 1);
});

test('the machine itself comes first, and its restart last', (t) => {
  const planned: RepairPlan = { ...nothing, steps: [{ kind: 'join-disk', disk: '/dev/sdc' }, { kind: 'restart' }] };
  t.deepEqual(plan([blank('/dev/sdc', 'C')], { planned }).steps, planned.steps);
  t.deepEqual(plan([blank('/dev/sdc', 'C'), blank('/dev/sdd', 'D')], { planned }).steps.map(({ kind }) => kind), ['join-pool', 'join-disk', 'restart']);
  t.deepEqual(plan([blank('/dev/sdc', 'C'), blank('/dev/sdd', 'D')], { planned, wish: { ...byHand, serial: 'C' } }), planned, 'that disk was meant for the machine');
});
