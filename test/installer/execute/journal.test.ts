import test from 'ava';
import { type JournalEntry, parseJournal, planId, remainingSteps, stepName } from '../../../installer/execute/journal.ts';
import type { Step } from '../../../installer/plan/install-plan.ts';

const [one, other] = ['/dev/sda', '/dev/sdb'];
const steps: readonly Step[] = [
  { kind: 'erase-signatures', disk: one },
  { kind: 'erase-signatures', disk: other },
  { kind: 'partition-disk', disk: one, partitions: [] },
  { kind: 'partition-disk', disk: other, partitions: [] },
  { kind: 'format-state', disks: [one, other], encrypted: true },
  { kind: 'seed-state' },
  { kind: 'write-site' },
  { kind: 'commit', disk: other },
  { kind: 'commit', disk: one },
];
const entry = (step: string, state: JournalEntry['state'], plan = 'this'): JournalEntry => ({ plan, step, state, time: '2025-10-09T08:53:20Z' });
const left = (journal: readonly JournalEntry[]): string[] => remainingSteps(steps, journal, 'this').map(stepName);
const names = steps.map(stepName);

test('without a journal every step is to be done', (t) => {
  t.deepEqual(left([]), names);
});

test('a commit that failed found the copy unfit: everything is made anew, and only what was made since counts', (t) => {
  const upToCommit = names.slice(0, 7).map((name) => entry(name, 'done'));
  const refused = [...upToCommit, entry('commit /dev/sdb', 'started'), entry('commit /dev/sdb', 'failed')];
  t.deepEqual(left(refused), names);
  t.is(left([...refused, entry('erase-signatures /dev/sda', 'done')])[0], 'erase-signatures /dev/sdb');
  t.is(left([...upToCommit, entry('commit /dev/sdb', 'failed', 'another')])[0], 'format-state');
});

test('what an earlier installation of the same disks has done does not count', (t) => {
  const earlier = names.map((name) => entry(name, 'done'));
  const begunAnew = [...earlier, entry('erase-signatures /dev/sda', 'started'), entry('erase-signatures /dev/sda', 'done')];
  t.is(left(begunAnew)[0], 'erase-signatures /dev/sdb');
  t.is(left([...begunAnew, ...names.slice(1, 3).map((name) => entry(name, 'done')), entry('partition-disk /dev/sdb', 'started')])[0], 'partition-disk /dev/sdb');
});

test('a step that was started or failed is done again, for its own disk', (t) => {
  const finished = names.slice(0, 3).map((name) => entry(name, 'done'));
  t.is(left([...finished, entry('partition-disk /dev/sdb', 'started')])[0], 'partition-disk /dev/sdb');
  t.is(left([...finished, entry('partition-disk /dev/sdb', 'failed')])[0], 'partition-disk /dev/sdb');
});

test('a finished step behind an unfinished one does not count', (t) => {
  t.deepEqual(left([entry('seed-state', 'done'), entry('commit /dev/sda', 'done')]), names);
});

test('what hangs on keys in memory is made anew as a whole', (t) => {
  t.is(left(names.slice(0, 7).map((name) => entry(name, 'done')))[0], 'format-state');
});

test('the journal of another plan does not count', (t) => {
  t.deepEqual(left(names.map((name) => entry(name, 'done', 'other'))), names);
});

test('where all is done and the disks are half-made all the same, another stick has begun since: it starts over', (t) => {
  t.deepEqual(left(names.map((name) => entry(name, 'done'))), names);
});

test('a line torn by a power cut, and lines that are something else, are left out', (t) => {
  const good = entry('commit /dev/sda', 'done');
  t.deepEqual(parseJournal(['', 'null', '3', '{"a":1}', JSON.stringify(good), '\0\0\0', JSON.stringify(good).slice(0, 30)].join('\n')), [good]);
  t.deepEqual(parseJournal(''), []);
});

test('another image, disk, order of disks or list of steps is another plan', (t) => {
  const id = planId(steps, 'hash', ['A', 'B']);
  t.is(planId(structuredClone([...steps]), 'hash', ['A', 'B']), id);
  const others = [planId(steps, 'other', ['A', 'B']), planId(steps, 'hash', ['A', 'C']), planId(steps, 'hash', ['B', 'A']), planId(steps.slice(1), 'hash', ['A', 'B'])];
  t.is(new Set([id, ...others]).size, 5);
});
