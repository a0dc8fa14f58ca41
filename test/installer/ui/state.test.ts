import test from 'ava';
import { currentStep, initialState, nextState, publicState } from '../../../installer/ui/state.ts';
import { encrypted, installed, installing, recoveryKey, refused, stateAfter, steps } from './events.ts';

test('before anything is known the machine is starting', (t) => {
  t.like(initialState, { phase: 'starting', percent: 0, outcome: null });
});

test('a plan makes steps that wait, and the running one is the current one', (t) => {
  const state = stateAfter(installing);
  t.is(state.phase, 'installing');
  t.deepEqual(state.steps.map((step) => step.state), ['running', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting']);
  t.deepEqual(currentStep(state), { title: steps[0] ?? '', number: 1, failed: false });
});

test('the percentage is of the whole installation', (t) => {
  t.is(stateAfter(installing).percent, 8);
  t.is(stateAfter([...installing, { kind: 'step', index: 0, state: 'done' }]).percent, 16);
  t.is(stateAfter(installed).percent, 100);
});

test('the percentage never goes back, whatever a step reports', (t) => {
  const reports = [80, 20, 1000, -5, 30].map((percent) => ({ kind: 'progress', percent }) as const);
  let state = stateAfter(installing);
  for (const report of reports) {
    const next = nextState(state, report);
    t.true(next.percent >= state.percent && next.percent <= 100);
    state = next;
  }
});

test('after a power cut the installation goes on in the middle, and what came before is done', (t) => {
  const state = stateAfter([{ kind: 'plan', steps }, { kind: 'step', index: 3, state: 'running' }]);
  t.deepEqual(state.steps.map((step) => step.state), ['done', 'done', 'done', 'running', 'waiting', 'waiting']);
  t.is(state.percent, 50);
});

test('a failed step stays the current one', (t) => {
  const state = stateAfter([...installing, { kind: 'step', index: 0, state: 'failed' }, { kind: 'ended', outcome: 'failed', lastWords: ['no'] }]);
  t.like(currentStep(state), { number: 1, failed: true });
  t.is(state.phase, 'failed');
});

test('every outcome has an end that says how it went', (t) => {
  const outcomes = ['installed', 'refreshed', 'handed-over', 'refused', 'site-missing', 'site-broken', 'hand-over-failed', 'failed'] as const;
  const ends = outcomes.map((outcome) => nextState(initialState, { kind: 'ended', outcome, lastWords: [] }));
  t.deepEqual(ends.map(({ phase }) => phase), ['done', 'done', 'done', 'stopped', 'stopped', 'stopped', 'stopped', 'failed']);
  t.true(ends.every(({ title }) => title !== initialState.title));
});

test('a refusal keeps its problem with the remedies', (t) => {
  t.is(stateAfter(refused).problems[0]?.remedies.length, 2);
});

test('the latest lines are kept, not all of them', (t) => {
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  const { log } = stateAfter([{ kind: 'said', lines }]);
  t.is(log.at(-1), 'line 499');
  t.true(log.length < 500);
});

test('what everyone may know does not hold the recovery sheet', (t) => {
  const state = stateAfter(encrypted);
  t.true(JSON.stringify(state).includes(recoveryKey));
  t.false(JSON.stringify(publicState(state)).includes(recoveryKey));
});
