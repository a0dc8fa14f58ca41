import test from 'ava';
import { type JournalEntry, parseJournal, planId, remainingSteps } from '../../../installer/execute/journal.ts';
import type { Step } from '../../../installer/plan/install-plan.ts';

const disk = '/dev/sda';
const steps: readonly Step[] = [
  { kind: 'erase-signatures', disk }, { kind: 'partition-disk', disk, partitions: [] }, { kind: 'seed-state', disk }, { kind: 'write-site', disk }, { kind: 'commit', disk },
];
const entry = (step: Step['kind'], state: JournalEntry['state'], plan = 'this'): JournalEntry => ({ plan, step, state, time: '2025-10-09T08:53:20Z' });
const kinds = (journal: readonly JournalEntry[]): string[] => remainingSteps(steps, journal, 'this').map(({ kind }) => kind);

test('without a journal every step is to be done', (t) => {
  t.is(kinds([]).length, steps.length);
});

test('a step that was started but not finished is done again', (t) => {
  t.deepEqual(kinds([entry('erase-signatures', 'done'), entry('partition-disk', 'done'), entry('seed-state', 'started')]), ['seed-state', 'write-site', 'commit']);
});

test('a finished step behind an unfinished one does not count', (t) => {
  t.is(kinds([entry('seed-state', 'done'), entry('commit', 'done')]).length, steps.length);
});

test('the journal of another plan does not count', (t) => {
  t.is(kinds(steps.map(({ kind }) => entry(kind, 'done', 'other'))).length, steps.length);
});

test('when all is done nothing remains', (t) => {
  t.deepEqual(kinds(steps.map(({ kind }) => entry(kind, 'done'))), []);
});

test('a line torn by a power cut, and lines that are something else, are left out', (t) => {
  const good = entry('commit', 'done');
  t.deepEqual(parseJournal(['', 'null', '3', '{"a":1}', JSON.stringify(good), '\0\0\0', JSON.stringify(good).slice(0, 30)].join('\n')), [good]);
  t.deepEqual(parseJournal(''), []);
});

test('another image, disk or list of steps is another plan', (t) => {
  const id = planId(steps, 'hash', 'serial');
  t.is(planId(structuredClone([...steps]), 'hash', 'serial'), id);
  t.is(new Set([id, planId(steps, 'other', 'serial'), planId(steps, 'hash', 'other'), planId(steps.slice(1), 'hash', 'serial')]).size, 4);
});
