import test from 'ava';
import { decideParked, isNewerParked } from '../../../installer/plan/decide-parked.ts';
import { decideRepair, type RepairWish } from '../../../installer/plan/decide-repair.ts';
import type { StateReport } from '../../../installer/plan/state-report.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

const report: StateReport = { state: 'x', expected: 1, members: ['sda6'], stale: [], encrypted: true, openedBy: 'tpm' };
const wish: RepairWish = { automatic: true, bind: false, version: '1.9', parked: '1.10' };
const disks = ['/dev/sda'];

const kinds = (found = report, wanted = wish): string[] => decideParked(disks, found, wanted).steps.map(({ kind }) => kind);

test('the TPM is told before the new system can start, and then the machine restarts', (t) => {
  t.deepEqual(decideParked(disks, report, wish).steps, [
    { kind: 'bind-to-tpm', partitions: ['/dev/sda6'], to: 'any-system' },
    { kind: 'place-system', disks },
    { kind: 'restart' },
  ]);
});

test('a person who runs the repair restarts the machine by herself', (t) => {
  t.deepEqual(kinds(report, { ...wish, automatic: false }), ['bind-to-tpm', 'place-system']);
});

test('where the TPM does not open the data, it is left out of it', (t) => {
  t.deepEqual(kinds({ ...report, openedBy: 'nothing' }), ['place-system', 'restart']);
  t.deepEqual(kinds({ ...report, openedBy: 'recovery-key' }), ['place-system', 'restart']);
  t.deepEqual(kinds({ ...report, openedBy: 'recovery-key' }, { ...wish, bind: true }), ['bind-to-tpm', 'place-system', 'restart']);
});

test('what a power cut left undone on one of two disks is done by the new system, without another restart', (t) => {
  t.deepEqual(decideParked(['/dev/sda', '/dev/sdb'], report, { ...wish, version: '1.10' }).steps, [{ kind: 'place-system', disks: ['/dev/sda', '/dev/sdb'] }]);
});

test('an older system than the one that runs is not put in its place', (t) => {
  t.deepEqual(kinds(report, { ...wish, version: '1.11' }), ['forget-system']);
  t.false(isNewerParked({ version: '1.11', parked: '1.10' }));
  t.true(isNewerParked(wish));
});

test('without a parked system there is nothing to do', (t) => {
  t.deepEqual(kinds(report, { ...wish, parked: undefined }), []);
});

test('while a disk is missing the new system waits, and that is told', (t) => {
  for (const found of [{ ...report, expected: 2 }, { ...report, expected: 2, stale: ['sdb6'] }]) {
    const plan = decideParked(disks, found, wish);
    t.deepEqual(plan.steps, []);
    t.regex(plan.problems[0]?.problem ?? '', /1\.10, which waits/);
  }
});

test('a disk that was replaced and stays in the machine does not keep the new system waiting', (t) => {
  t.deepEqual(kinds({ ...report, stale: ['sdb6'] }), ['bind-to-tpm', 'place-system', 'restart']);
});

test('the binding to the running system is not renewed when it is about to be left', (t) => {
  const partition = { path: '/dev/sda6', number: 6, bytes: 9e10, label: 'pintxo-data', signatures: [] };
  const inventory = { ...readInventory('mini-pc-blank'), disks: [{ ...diskWith(), partitions: [partition] }] };
  const bindings = (wanted: RepairWish): unknown[] => decideRepair(siteFor(), inventory, report, wanted).steps.flatMap((step) => (step.kind === 'bind-to-tpm' ? [step.to] : []));
  t.deepEqual(bindings({ ...wish, bind: true }), ['any-system']);
  t.deepEqual(bindings({ ...wish, bind: true, parked: undefined }), ['this-system']);
  t.deepEqual(bindings({ ...wish, bind: true, version: '1.10' }), ['this-system']);
});
