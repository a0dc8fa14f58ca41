import test from 'ava';
import type { Disk, Inventory } from '../../../installer/inventory/inventory.ts';
import { decideRepair } from '../../../installer/plan/decide-repair.ts';
import { identityOf } from '../../../installer/plan/identity.ts';
import type { StateReport } from '../../../installer/plan/state-report.ts';
import { diskWith } from './disks.ts';
import { byHand, byItself, carrier, inventory, kinds, report } from './repair-cases.ts';
import { siteFor } from './site-for.ts';

test('a machine that is whole needs nothing', (t) => {
  const plan = decideRepair(siteFor(), inventory(carrier('/dev/sda', 'A')), { ...report, expected: 1 }, byHand);
  t.deepEqual(plan, { steps: [], reasons: [], problems: [] });
});

test('a blank disk takes the place of the missing one when a person asks', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), diskWith({ path: '/dev/sdb', serial: 'B' }));
  t.deepEqual(kinds(siteFor(), machine, report, byHand), ['join-disk', 'make-whole', 'commit']);
});

test('by itself the machine takes a blank disk only where the site says so', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), diskWith({ path: '/dev/sdb', serial: 'B' }));
  t.deepEqual(kinds(siteFor(), machine, report, byItself), []);
  t.deepEqual(kinds(siteFor({ repair: 'automatic' }), machine, report, byItself), ['join-disk', 'make-whole', 'commit']);
});

test('a disk that holds something is never taken without consent, and the words say how to give it', (t) => {
  const foreign: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'ext4', usage: 'filesystem' }] };
  const machine = inventory(carrier('/dev/sda', 'A'), foreign);
  const refused = decideRepair(siteFor({ repair: 'automatic' }), machine, report, byItself);
  t.deepEqual(refused.steps, []);
  t.regex(refused.problems.map(({ remedies }) => remedies.join('\n')).join('\n'), /wipe:\n\s+- B/);
  t.deepEqual(kinds(siteFor({ wipe: ['B'] }), machine, report, byHand), ['join-disk', 'make-whole', 'commit']);
});

test('what was said of the disk to install on is not said of every disk that is put in later', (t) => {
  const foreign: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'ext4', usage: 'filesystem' }] };
  const machine = inventory(carrier('/dev/sda', 'A'), foreign);
  t.deepEqual(kinds(siteFor({ wipe: 'any', repair: 'automatic' }), machine, report, byItself), []);
  t.deepEqual(kinds(siteFor({ wipe: 'any' }), machine, report, byHand), []);
});

test('the words about a disk that holds something name its serial, whatever was said of the disk to install on', (t) => {
  const foreign: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'ext4', usage: 'filesystem' }] };
  const hint = (wipe: 'any' | string[], disk = foreign): string => decideRepair(siteFor({ wipe }), inventory(carrier('/dev/sda', 'A'), disk), report, byHand).problems[0]?.remedies[0] ?? '';
  t.regex(hint('any', { ...foreign, serial: undefined }), /cannot be named under wipe/);
  t.regex(hint('any'), /^To erase .*serial B.* write into site\.yaml and run `sudo pintxo repair`:\nmachine:\n {2}wipe:\n {4}- B$/);
  t.regex(hint(['A']), /- A\n {4}- B$/);
  t.notRegex(hint('any'), /any/);
});

test('a hint that is pasted does what it says', (t) => {
  const foreign: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'ext4', usage: 'filesystem' }] };
  t.deepEqual(kinds(siteFor({ wipe: ['B'] }), inventory(carrier('/dev/sda', 'A'), foreign), report, byHand), ['join-disk', 'make-whole', 'commit']);
  const asked = decideRepair(siteFor({ wipe: ['B'], repair: 'automatic' }), inventory(carrier('/dev/sda', 'A'), foreign), report, byItself);
  t.is(asked.problems[0]?.remedies[0], 'To erase SATA disk (500 GB, SATA, serial B) at /dev/sdb and all that is on it, as site.yaml allows, run `sudo pintxo repair`.');
});

test('a disk of a storage pool is not taken, whatever stands under wipe, and the words say why', (t) => {
  const pool: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'btrfs', usage: 'filesystem', label: 'tank' }] };
  const machine = inventory(carrier('/dev/sda', 'A'), pool);
  for (const tank of [{ serial: 'B' }, { pick: 'largest' as const, count: 2 }]) {
    const site = siteFor({ systemDisk: { pick: 'smallest', count: 2 }, dataDisks: { tank }, wipe: ['B'] });
    const plan = decideRepair(site, machine, report, byHand);
    t.deepEqual(plan.steps, []);
    t.regex(plan.problems[0]?.remedies.join('\n') ?? '', /serial B.* not erased.*storage pool tank/);
    t.notRegex(plan.problems[0]?.remedies.join('\n') ?? '', /^To erase/m);
  }
});

test('a blank disk joins the mirror although a pool could be made of it, but not where the pool names it', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), diskWith({ path: '/dev/sdb', serial: 'B' }));
  const joined = (tank: { serial?: string; pick?: 'largest' }) => kinds(siteFor({ systemDisk: { pick: 'smallest', count: 2 }, dataDisks: { tank } }), machine, report, byHand);
  t.deepEqual(joined({ pick: 'largest' }), ['join-disk', 'make-whole', 'commit']);
  t.deepEqual(joined({ serial: 'B' }), []);
});

test('a disk that the running system has mounted or mapped is not taken, whatever stands under wipe', (t) => {
  const busy: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'ext4', usage: 'filesystem' }], isInUse: true };
  t.deepEqual(kinds(siteFor({ wipe: ['B'] }), inventory(carrier('/dev/sda', 'A'), busy), report, byHand), []);
});

test('by itself the machine erases nothing that is not blank, whatever is listed', (t) => {
  const foreign: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'ext4', usage: 'filesystem' }] };
  const machine = inventory(carrier('/dev/sda', 'A'), foreign);
  t.deepEqual(kinds(siteFor({ wipe: ['B'], repair: 'automatic' }), machine, report, byItself), []);
});

test('between two disks no guess is made until one is named', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), diskWith({ path: '/dev/sdb', serial: 'B' }), diskWith({ path: '/dev/sdc', serial: 'C' }));
  const plan = decideRepair(siteFor(), machine, report, byHand);
  t.deepEqual(plan.steps, []);
  t.deepEqual(plan.problems[0]?.remedies, ['sudo pintxo repair --disk B', 'sudo pintxo repair --disk C']);
  const named = decideRepair(siteFor(), machine, report, { ...byHand, serial: 'C' });
  t.like(named.steps[0], { kind: 'join-disk', disk: '/dev/sdc' });
});

test('a disk that was away comes back as a new one', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), carrier('/dev/sdb', 'B'));
  const plan = decideRepair(siteFor(), machine, { ...report, stale: ['sdb6'] }, byHand);
  t.like(plan.steps[0], { kind: 'join-disk', disk: '/dev/sdb' });
  t.regex(plan.reasons.join('\n'), /away/);
});

test('a disk that could not be opened is made anew only where a person names it', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), carrier('/dev/sdb', 'B'));
  const found = { ...report, locked: ['sdb6'] };
  for (const wish of [byHand, byItself]) t.deepEqual(decideRepair(siteFor({ wipe: ['B'], repair: 'automatic' }), machine, found, wish).steps, []);
  t.like(decideRepair(siteFor(), machine, found, { ...byHand, serial: 'B' }).steps[0], { kind: 'join-disk', disk: '/dev/sdb' });
});

test('by itself the machine leaves a disk alone that was away, and takes a blank one beside it', (t) => {
  const away = [carrier('/dev/sda', 'A'), carrier('/dev/sdb', 'B')];
  const found = { ...report, stale: ['sdb6'] };
  const site = siteFor({ repair: 'automatic' });
  const plan = decideRepair(site, inventory(...away), found, byItself);
  t.deepEqual(plan.steps, []);
  t.deepEqual(plan.problems.map(({ remedies }) => remedies), [['To make it new from the other disk, run: sudo pintxo repair']]);
  t.like(decideRepair(site, inventory(...away, diskWith({ path: '/dev/sdc', serial: 'C' })), found, byItself).steps[0], { kind: 'join-disk', disk: '/dev/sdc' });
});

test('a disk that was away and holds the running system gets new data only: the system may be running from it', (t) => {
  const system = { path: '/dev/sdb2', number: 2, bytes: 4e9, label: 'pintxo_1.0', signatures: [] };
  const away = carrier('/dev/sdb', 'B');
  const machine = inventory(carrier('/dev/sda', 'A'), { ...away, partitions: [system, ...away.partitions] });
  t.like(decideRepair(siteFor(), machine, { ...report, stale: ['sdb6'] }, byHand).steps[0], { kind: 'rejoin-disk', disk: '/dev/sdb' });
  t.like(decideRepair(siteFor(), machine, { ...report, stale: ['sdb6'] }, { ...byHand, version: '1.1' }).steps[0], { kind: 'join-disk' });
});

const slot = (path: string, label = 'pintxo_1.0') => ({ path: `${path}2`, number: 2, bytes: 4e9, label, signatures: [] });

/** A disk that was being made part of a mirror; `state` is whose, where that was written already. */
function begun(state?: string, label = 'pintxo_1.0'): Disk {
  const disk = carrier('/dev/sdb', 'B', 'pintxo-incomplete');
  const installation = state === undefined ? {} : { installation: { version: '1.0', siteDigest: '', state } };
  return { ...disk, ...installation, partitions: [slot('/dev/sdb', label), ...disk.partitions] };
}

test('a disk whose copy of the system was cut short is begun anew, also by itself, unless it says that it was to be another machine\'s', (t) => {
  const site = siteFor({ repair: 'automatic' });
  const first = (disk: Disk, wish = byItself) => decideRepair(site, inventory(carrier('/dev/sda', 'A'), disk), report, wish).steps[0];
  t.like(first(begun()), { kind: 'join-disk', disk: '/dev/sdb' });
  t.like(first(begun(undefined, '_empty')), { kind: 'join-disk', disk: '/dev/sdb' });
  t.like(first(begun('x', '_empty')), { kind: 'join-disk', disk: '/dev/sdb' });
  t.is(first(begun('another')), undefined);
  t.like(first(begun('another'), byHand), { kind: 'join-disk', disk: '/dev/sdb' });
});

test('by itself the machine leaves a pool alone that was cut short while it was made', (t) => {
  const pool: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'btrfs', usage: 'filesystem', label: 'pintxo-incomplete' }] };
  t.deepEqual(kinds(siteFor({ repair: 'automatic' }), inventory(carrier('/dev/sda', 'A'), pool), report, byItself), []);
});

test('a disk that lacks only the data keeps its system: the machine may be running from it', (t) => {
  const running = { ...begun('x'), isBootMedium: true, isInUse: true } as const;
  const steps = (disk: Disk, found = report) => decideRepair(siteFor({ repair: 'automatic' }), inventory(carrier('/dev/sda', 'A'), disk), found, byItself).steps;
  t.like(steps(running)[0], { kind: 'rejoin-disk', disk: '/dev/sdb' });
  t.like(steps(begun('x'))[0], { kind: 'rejoin-disk', disk: '/dev/sdb' });
  t.deepEqual(steps({ ...running, installation: undefined }), []);
  t.deepEqual(steps(running, { ...report, stale: ['sdb6'] }), []);
});

test('a disk that the data is being copied to is never taken for a free one', (t) => {
  const joining = carrier('/dev/sdb', 'B', 'pintxo-joining');
  t.deepEqual(kinds(siteFor(), inventory(carrier('/dev/sda', 'A'), joining), report, byHand), []);
});

test("another machine's disk is not taken", (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), carrier('/dev/sdb', 'B'));
  t.deepEqual(kinds(siteFor({ wipe: 'any' }), machine, report, byHand), []);
});

test('a disk that is much smaller than its twin is not taken', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), diskWith({ path: '/dev/sdb', serial: 'B', bytes: 20e9 }));
  t.deepEqual(kinds(siteFor(), machine, report, byHand), []);
});

test('what a power cut left unfinished is finished', (t) => {
  const both = { ...report, members: ['sda6', 'sdb6'] };
  for (const label of ['pintxo-incomplete', 'pintxo-joining']) {
    const cutOff = carrier('/dev/sdb', 'B', label);
    const machine = inventory(carrier('/dev/sda', 'A'), cutOff);
    const on = [{ ...identityOf(cutOff), isInUse: true }];
    const steps = (found: StateReport) => decideRepair(siteFor(), machine, found, byItself).steps;
    // Nothing is missing any more, but what was written while there was one disk may still be on that one only.
    t.deepEqual(steps(both), [{ kind: 'make-whole', missing: false }, { kind: 'commit', disk: '/dev/sdb', on }]);
    t.deepEqual(steps({ ...both, expected: 3 }), [{ kind: 'make-whole', missing: true }, { kind: 'commit', disk: '/dev/sdb', on }]);
  }
});

test('the TPM is bound where that is wanted', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'));
  t.deepEqual(decideRepair(siteFor(), machine, { ...report, expected: 1 }, { ...byHand, bind: true }).steps, [{ kind: 'bind-to-tpm', partitions: ['/dev/sda6'] }]);
});

test('what a disk holds that ran without the other is given up only by who names it', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), carrier('/dev/sdb', 'B'));
  const split: StateReport = { ...report, stale: ['sdb6'], apart: ['sdb6'] };
  for (const wish of [byHand, byItself]) {
    const plan = decideRepair(siteFor({ repair: 'automatic' }), machine, split, wish);
    t.deepEqual(plan.steps, []);
    t.regex(plan.problems[0]?.problem ?? '', /serial B.* data of its own/);
    t.regex(plan.problems[0]?.remedies.join('\n') ?? '', /sudo pintxo repair --disk B/);
  }
  const named = decideRepair(siteFor(), machine, split, { ...byHand, serial: 'B' });
  t.deepEqual(named.steps.map(({ kind }) => kind), ['join-disk', 'make-whole', 'commit']);
  t.regex(named.reasons[0] ?? '', /serial B.*given up/);
});

test('another disk that got the kernel name of one that was pulled out is not taken for it', (t) => {
  const found = { ...report, stale: ['sdb6'] };
  const withSignature = (uuid: string, label = 'pintxo-data'): Disk => {
    const disk = carrier('/dev/sdb', 'C', label);
    return { ...disk, partitions: disk.partitions.map((partition) => ({ ...partition, signatures: [{ type: 'btrfs', usage: 'filesystem', uuid }] })) };
  };
  const machine = (disk: Disk): Inventory => inventory(carrier('/dev/sda', 'A'), disk);
  t.is(kinds(siteFor(), machine(withSignature('x')), found, byHand)[0], 'join-disk');
  t.deepEqual(kinds(siteFor(), machine(withSignature('another')), found, byHand), []);
  t.deepEqual(kinds(siteFor(), machine(withSignature('x', 'photos')), found, byHand), []);
  t.deepEqual(kinds(siteFor(), machine({ ...carrier('/dev/sdb', 'C'), installation: { version: '1.0', siteDigest: '', state: 'another' } }), found, byHand), []);
});

test('a disk with Pintxo that was put in after the start is erased only where it is named', (t) => {
  const machine = inventory(carrier('/dev/sda', 'A'), carrier('/dev/sdb', 'B'));
  t.deepEqual(kinds(siteFor({ wipe: ['B'] }), machine, report, byHand), []);
  t.regex(decideRepair(siteFor({ wipe: ['B'] }), machine, report, byHand).problems[0]?.remedies.join('\n') ?? '', /sudo pintxo repair --disk B/);
  t.is(kinds(siteFor({ wipe: ['B'] }), machine, report, { ...byHand, serial: 'B' })[0], 'join-disk');
});

test('a disk that was erased and then cut off is begun anew by itself: it holds nothing any more', (t) => {
  const erased: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'unfinished', usage: 'other', label: 'pintxo-incomplete' }] };
  t.deepEqual(kinds(siteFor({ repair: 'automatic' }), inventory(carrier('/dev/sda', 'A'), erased), report, byItself), ['join-disk', 'make-whole', 'commit']);
});

test('a disk of a storage pool takes no other place, although its serial stands under wipe', (t) => {
  const pooled: Disk = { ...diskWith({ path: '/dev/sdb', serial: 'B' }), signatures: [{ type: 'crypto_LUKS', usage: 'crypto', label: 'tankc1' }] };
  const machine = inventory(carrier('/dev/sda', 'A'), pooled);
  t.deepEqual(kinds(siteFor({ wipe: ['B'] }), machine, report, byHand), []);
  t.deepEqual(kinds(siteFor({ wipe: ['B'], wipePools: { B: 'tankc1' } }), machine, report, byHand), ['join-disk', 'make-whole', 'commit']);
});
