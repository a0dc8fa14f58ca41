import test from 'ava';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import type { StickDecision } from '../../../installer/plan/decide-stick.ts';
import { unsettled } from '../../../installer/plan/place-networks.ts';
import { endingAfter, endingAfterFailure, mayHandOver, onlyInstallation, workFor } from '../../../installer/plan/stick-work.ts';
import { readInventory, readSite, readStick } from './machines.ts';

/** The decision about one of the machines in test/fixtures/machines. */
function decidedOn(machine: string): StickDecision {
  const site = readSite(machine);
  return { kind: 'decided', site, warnings: [], secrets: [], networks: unsettled, decision: decideInstall(site, readInventory(machine), readStick(machine)) };
}

test('a stick that cannot decide does nothing, and says which way', (t) => {
  t.deepEqual(workFor({ kind: 'site-missing' }, readInventory('mini-pc-blank')), { outcome: 'site-missing' });
  t.deepEqual(workFor({ kind: 'site-broken', problems: [] }, readInventory('mini-pc-blank')), { outcome: 'site-broken' });
  t.deepEqual(workFor({ kind: 'plan-broken', messages: [] }, readInventory('mini-pc-blank')), { outcome: 'plan-broken' });
});

test('a refusal is no work', (t) => {
  t.deepEqual(workFor(decidedOn('mini-pc-windows'), readInventory('mini-pc-windows')), { outcome: 'refused' });
});

test('a new machine is installed and started from its disk by the firmware itself', (t) => {
  const work = workFor(decidedOn('mini-pc-blank'), readInventory('mini-pc-blank'));
  t.is(work.plan?.verdict, 'install');
  t.is(work.handOver, undefined);
  t.like(endingAfter(work, false), { outcome: 'installed', restart: true });
});

test('a forgotten stick only hands over, and is not started again and again where the firmware does not follow', (t) => {
  const work = workFor(decidedOn('installed-stick-forgotten'), readInventory('installed-stick-forgotten'));
  t.is(work.plan, undefined);
  t.true(work.handOver !== undefined);
  t.like(endingAfter(work, true), { outcome: 'handed-over', restart: true });
  t.like(endingAfter(work, false), { outcome: 'hand-over-failed', restart: false });
});

test('a forgotten stick without its site hands over too, where there is no choice', (t) => {
  const inventory = readInventory('installed-stick-forgotten');
  const disk = onlyInstallation(inventory);
  t.truthy(disk);
  t.deepEqual(workFor({ kind: 'site-missing' }, inventory), { handOver: disk, outcome: 'handed-over' });
  t.is(onlyInstallation(readInventory('mini-pc-windows')), undefined);
  const other = inventory.disks.flatMap((each) => (each === disk ? [{ ...each, path: '/dev/other', serial: 'OTHER', wwn: undefined, installation: undefined }] : []));
  t.is(onlyInstallation({ ...inventory, disks: [...inventory.disks, ...other] }), undefined);
});

test('a stick whose site has mistakes does not stop a machine that is installed, and says that nothing was taken over', (t) => {
  const inventory = readInventory('installed-stick-forgotten');
  for (const decided of [{ kind: 'site-broken', problems: [] }, { kind: 'plan-broken', messages: [] }] as const) {
    const work = workFor(decided, inventory);
    t.deepEqual(work, { handOver: onlyInstallation(inventory), outcome: 'goes-on-as-it-was' });
    t.like(endingAfter(work, true), { outcome: 'handed-over', restart: true });
    t.regex(endingAfter(work, true).lastWords.join(' '), /nothing of it was taken over.*logs/);
    t.like(endingAfter(work, false), { outcome: 'hand-over-failed', restart: false });
  }
});

test('a system that was made anew is handed over to as well', (t) => {
  const work = workFor(decidedOn('reinstall-keep'), readInventory('reinstall-keep'));
  t.is(work.plan?.verdict, 'refresh');
  t.is(work.handOver, work.plan?.systemDisks[0]);
  t.like(endingAfter(work, true), { outcome: 'refreshed', restart: true });
  t.like(endingAfter(work, false), { outcome: 'hand-over-failed', restart: false });
});

test('a machine that is installed goes on with the system that it has when a new one cannot be put beside it', (t) => {
  t.like(endingAfterFailure(true), { outcome: 'failed', restart: true });
  t.like(endingAfterFailure(false), { outcome: 'failed', restart: false });
});

test('a stick hands over again after a power cut in the start of the disk, but not for ever', (t) => {
  t.deepEqual([0, 1, 2, 3, 200].map(mayHandOver), [true, true, true, false, false]);
});
