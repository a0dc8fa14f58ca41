import test from 'ava';
import { diskGuard } from '../../../installer/execute/disk-guard.ts';
import type { Disk } from '../../../installer/inventory/inventory.ts';
import { identityOf } from '../../../installer/plan/identity.ts';
import { installSteps, refreshSteps } from '../../../installer/plan/steps.ts';
import { decideRepair } from '../../../installer/plan/decide-repair.ts';
import { diskWith } from '../plan/disks.ts';
import { byHand, carrier, inventory, report } from '../plan/repair-cases.ts';
import { siteFor } from '../plan/site-for.ts';

const decidedOn = diskWith({ serial: 'BLANK-1', wwn: '0x5000c500a1b2c3d4', diskseq: 7 });
const step = { on: [identityOf(decidedOn)] };

/** A guard that sees this disk at the path, and this number of the kernel there. */
function guardSeeing(disk: Disk | undefined, diskseq: number | undefined = disk?.diskseq): ReturnType<typeof diskGuard> & { looks: () => number } {
  let looks = 0;
  const guard = diskGuard({ look: async () => ((looks += 1), disk), diskseq: async () => diskseq });
  return Object.assign(guard, { looks: () => looks });
}

test('every step that writes to a disk says which disk, not only where it is', (t) => {
  const pool = diskWith({ path: '/dev/sdb', serial: 'POOL-1' });
  const steps = [...installSteps([decidedOn], [{ name: 'tanka1', disks: [pool] }], true), ...refreshSteps([decidedOn], [decidedOn])];
  for (const one of steps) {
    const paths = 'disk' in one ? [one.disk] : 'disks' in one ? one.disks : [];
    t.deepEqual((one.on ?? []).map(({ path }) => path), paths, one.kind);
    if (paths.includes('/dev/sda')) t.like(one.on?.[0], { serial: 'BLANK-1', diskseq: 7, bytes: 500e9 });
  }
});

test('so does every step of a repair, also the one that names the disk hours later', (t) => {
  const unfinished = carrier('/dev/sdb', 'B', 'pintxo-joining');
  const joining = decideRepair(siteFor(), inventory(carrier('/dev/sda', 'A'), diskWith({ path: '/dev/sdb', serial: 'B' })), report, byHand);
  const cutOff = decideRepair(siteFor(), inventory(carrier('/dev/sda', 'A'), unfinished), { ...report, members: ['sda6', 'sdb6'] }, byHand);
  const steps = [...joining.steps, ...cutOff.steps].filter((step) => 'disk' in step);
  t.deepEqual(steps.map(({ kind }) => kind), ['join-disk', 'commit', 'commit']);
  for (const { kind, on } of steps) t.like(on?.[0], { path: '/dev/sdb', serial: 'B' }, kind);
});

test('the disk that was decided about may be written to, and is looked at in full once', async (t) => {
  const guard = guardSeeing(decidedOn);
  await guard(step);
  await guard(step);
  t.is(guard.looks(), 1);
});

const others: ReadonlyArray<readonly [what: string, now: Disk | undefined, said: RegExp]> = [
  ['is gone', undefined, /not there any more/],
  ['is another one with its path', { ...decidedOn, serial: 'PHOTOS' }, /another one.*PHOTOS/],
  ['was pulled out and put in again', { ...decidedOn, diskseq: 9 }, /another one/],
  ['is one of another size under the same serial', { ...decidedOn, bytes: 1e12 }, /another one/],
  ['holds something now', { ...decidedOn, signatures: [{ type: 'ext4', usage: 'filesystem' }] }, /has changed.*ext4/],
  ['holds more than before', { ...decidedOn, partitions: [{ path: '/dev/sda1', number: 1, bytes: 1e9, signatures: [] }] }, /has changed/],
  ['is mounted now', { ...decidedOn, isInUse: true }, /uses the disk/],
];

for (const [what, now, said] of others) {
  test(`nothing is written to a disk that ${what}`, async (t) => {
    await t.throwsAsync(guardSeeing(now)(step), { message: said });
  });
}

test('a disk that was swapped in the middle is not written to any more', async (t) => {
  let diskseq = 7;
  const guard = diskGuard({ look: async () => decidedOn, diskseq: async () => diskseq });
  await guard(step);
  diskseq = 8;
  await t.throwsAsync(guard(step), { message: /pulled out/ });
});

test('a disk that the running system lies on may be given its data again', async (t) => {
  const used = { ...decidedOn, isInUse: true as const };
  await t.notThrowsAsync(guardSeeing(used)({ on: [identityOf(used)] }));
});
