import test from 'ava';
import { decideParked } from '../../../installer/plan/decide-parked.ts';
import { decideRepair, type RepairWish } from '../../../installer/plan/decide-repair.ts';
import type { ParkedSystem } from '../../../installer/plan/judge-system.ts';
import type { StateReport } from '../../../installer/plan/state-report.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

const report: StateReport = { state: 'x', expected: 1, members: ['sda6'], stale: [], encrypted: true, openedBy: 'tpm' };
const parked: ParkedSystem = { version: '1.10', rootHash: 'bb', digest: 'd1', signature: { ok: true, keyId: 'K' }, faults: [] };
const wish: RepairWish = { automatic: true, bind: false, version: '1.9', rootHash: 'aa', parked, canPredict: true };
const unsigned: ParkedSystem = { ...parked, signature: { ok: false, problem: 'it is not signed' } };
const disks = ['/dev/sda'];

const kinds = (found = report, wanted = wish): string[] => decideParked(disks, found, wanted).steps.map(({ kind }) => kind);
const told = (found = report, wanted = wish): string => decideParked(disks, found, wanted).problems.map(({ problem, remedies }) => [problem, ...remedies].join(' ')).join(' ');

test('the TPM is told of the new system and keeps the present one, then the new one is placed, and then the machine restarts', (t) => {
  t.deepEqual(decideParked(disks, report, wish).steps, [
    { kind: 'bind-to-next', partitions: ['/dev/sda6'], disks, digest: 'd1' },
    { kind: 'place-system', disks, version: '1.10', digest: 'd1' },
    { kind: 'restart' },
  ]);
});

test('a person who runs the repair restarts the machine by herself', (t) => {
  t.deepEqual(kinds(report, { ...wish, automatic: false }), ['bind-to-next', 'place-system']);
});

test('where the TPM does not open the data, it is left out of it', (t) => {
  t.deepEqual(kinds({ ...report, openedBy: 'nothing' }), ['place-system', 'restart']);
  t.deepEqual(kinds({ ...report, openedBy: 'recovery-key' }), ['place-system', 'restart']);
  t.deepEqual(kinds({ ...report, openedBy: 'recovery-key' }, { ...wish, bind: true }), ['bind-to-next', 'place-system', 'restart']);
});

test('where nobody can tell the TPM, the machine does not walk into a start that waits for a key', (t) => {
  t.deepEqual(kinds(report, { ...wish, canPredict: false }), []);
  t.regex(told(report, { ...wish, canPredict: false }), /cannot be told of it.*sudo pintxo repair/);
  t.deepEqual(kinds(report, { ...wish, canPredict: false, automatic: false }), ['place-system']);
  t.regex(decideParked(disks, report, { ...wish, canPredict: false, automatic: false }).reasons.join(' '), /asks for the recovery key/);
  t.deepEqual(kinds({ ...report, openedBy: 'nothing' }, { ...wish, canPredict: false }), ['place-system', 'restart']);
});

test('what a power cut left undone on one of two disks is done by the new system, without another restart', (t) => {
  const both = ['/dev/sda', '/dev/sdb'];
  t.deepEqual(decideParked(both, report, { ...wish, version: '1.10', rootHash: 'bb' }).steps, [{ kind: 'place-system', disks: both, version: '1.10', digest: 'd1' }]);
});

test('a system without proof is placed on no machine, encrypted or not, and people are told how to let it in', (t) => {
  for (const openedBy of ['tpm', 'recovery-key', 'nothing'] as const) {
    for (const automatic of [true, false]) {
      for (const system of [unsigned, { ...parked, version: '1.8' }, { ...parked, version: '1.9' }, { ...parked, faults: ['a is missing'] }]) {
        t.deepEqual(kinds({ ...report, openedBy }, { ...wish, automatic, bind: true, parked: system }), ['set-aside']);
      }
    }
  }
  t.regex(told(report, { ...wish, parked: unsigned }), /version 1\.10, which is not started: it is not signed\. .*sudo pintxo accept/);
  t.notRegex(told(report, { ...wish, parked: { ...unsigned, faults: ['a is missing'] } }), /accept/);
});

test('what an administrator let in goes the same way as what is signed, and only that', (t) => {
  t.deepEqual(kinds(report, { ...wish, parked: unsigned, accepted: ['d1'] }), ['bind-to-next', 'place-system', 'restart']);
  t.deepEqual(kinds(report, { ...wish, parked: { ...parked, version: '1.8' }, accepted: ['d1'] }), ['bind-to-next', 'place-system', 'restart']);
  t.deepEqual(kinds(report, { ...wish, parked: unsigned, accepted: ['d2'] }), ['set-aside']);
});

test('without a parked system there is nothing to do', (t) => {
  t.deepEqual(kinds(report, { ...wish, parked: undefined }), []);
});

test('while a disk is missing the new system waits, and that is told', (t) => {
  for (const found of [{ ...report, expected: 2 }, { ...report, expected: 2, stale: ['sdb6'] }]) {
    t.deepEqual(kinds(found), []);
    t.regex(told(found), /1\.10, which waits/);
  }
});

test('a disk that was replaced and stays in the machine does not keep the new system waiting', (t) => {
  t.deepEqual(kinds({ ...report, stale: ['sdb6'] }), ['bind-to-next', 'place-system', 'restart']);
});

test('the binding to the running system alone is not renewed when it is about to be left', (t) => {
  const partition = { path: '/dev/sda6', number: 6, bytes: 9e10, label: 'pintxo-data', signatures: [] };
  const inventory = { ...readInventory('mini-pc-blank'), disks: [{ ...diskWith(), partitions: [partition] }] };
  const bindings = (wanted: RepairWish): string[] => decideRepair(siteFor(), inventory, report, wanted).steps.map(({ kind }) => kind).filter((kind) => kind.startsWith('bind'));
  t.deepEqual(bindings({ ...wish, bind: true }), ['bind-to-next']);
  t.deepEqual(bindings({ ...wish, bind: true, parked: undefined }), ['bind-to-tpm']);
  t.deepEqual(bindings({ ...wish, bind: true, parked: unsigned }), ['bind-to-tpm']);
  t.deepEqual(bindings({ ...wish, bind: true, version: '1.10', rootHash: 'bb' }), ['bind-to-tpm']);
});
