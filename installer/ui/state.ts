/** What is known of a running installation: one state, made of events, shown by every face. Pure. */
import type { DiskVerdict } from '../plan/install-plan.ts';
import type { Event, Outcome } from './events.ts';

export type Phase = 'starting' | 'looking' | 'installing' | 'done' | 'stopped' | 'failed';

export interface StepState {
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
}

export interface Problem {
  readonly problem: string;
  readonly remedies: readonly string[];
}

/** What anyone in the house may know. */
export interface PublicState {
  readonly version: string;
  readonly phase: Phase;
  /** The phase in a few words. */
  readonly title: string;
  readonly site: { readonly name: string; readonly domain: string } | null;
  readonly steps: readonly StepState[];
  /** Of the whole installation, 0 to 100; never goes back. */
  readonly percent: number;
  readonly disks: readonly DiskVerdict[];
  /** Without prefix length. */
  readonly addresses: readonly string[];
  readonly problems: readonly Problem[];
  /** What somebody is asked for at the consoles just now. */
  readonly asking: readonly string[];
  /** The latest lines that were said. */
  readonly log: readonly string[];
  readonly outcome: Outcome | null;
  readonly lastWords: readonly string[];
  /** The recovery sheet could not be kept on the stick, so nobody may have it yet. */
  readonly sheetWaits: boolean;
}

export interface MachineState extends PublicState {
  /** Secret: for the screen in front of the machine only. */
  readonly recoverySheet: readonly string[];
  /** The same, encrypted to the administrator; undefined where it is on the stick, or could not be. */
  readonly encryptedSheet: string | undefined;
}

const logLines = 200;

export const initialState: MachineState = {
  version: '',
  phase: 'starting',
  title: 'Starting',
  site: null,
  steps: [],
  percent: 0,
  disks: [],
  addresses: [],
  problems: [],
  asking: [],
  log: [],
  outcome: null,
  lastWords: [],
  sheetWaits: false,
  recoverySheet: [],
  encryptedSheet: undefined,
};

/** The state after an event. */
export function nextState(state: MachineState, event: Event): MachineState {
  switch (event.kind) {
    case 'started':
      return { ...state, version: event.version };
    case 'site':
      return { ...looking(state), site: { name: event.name, domain: event.domain } };
    case 'addresses':
      return { ...state, addresses: event.addresses };
    case 'disks':
      return { ...looking(state), disks: event.verdicts };
    case 'plan':
      return { ...state, phase: 'installing', title: 'Installing', steps: event.steps.map((title) => ({ title, state: 'waiting' })) };
    case 'step':
      return withPercent({ ...state, steps: stepsAfter(state.steps, event) }, 0);
    case 'progress':
      return withPercent(state, event.percent);
    case 'said':
      return { ...state, log: [...state.log, ...event.lines].slice(-logLines) };
    case 'asking':
      return { ...state, asking: event.lines };
    case 'problem':
      return { ...state, problems: [...state.problems, { problem: event.problem, remedies: event.remedies }] };
    case 'ended':
      return ended(state, event);
    default:
      return withSheet(state, event);
  }
}

type SheetEvent = Extract<Event, { kind: 'recovery-sheet' | 'recovery-sheet-waiting' }>;

function withSheet(state: MachineState, event: SheetEvent): MachineState {
  switch (event.kind) {
    case 'recovery-sheet':
      return { ...state, recoverySheet: event.lines };
    case 'recovery-sheet-waiting':
      return { ...state, sheetWaits: true, encryptedSheet: event.encrypted };
  }
}

/** The state without what only the screen may show. */
export function publicState({ recoverySheet: _recoverySheet, encryptedSheet: _encryptedSheet, ...known }: MachineState): PublicState {
  return known;
}

/** The step that is being done, or that failed. */
export function currentStep({ steps }: PublicState): { readonly title: string; readonly number: number; readonly failed: boolean } | undefined {
  const index = steps.findIndex(({ state }) => state === 'running' || state === 'failed');
  const step = steps[index];
  return step === undefined ? undefined : { title: step.title, number: index + 1, failed: step.state === 'failed' };
}

function looking(state: MachineState): MachineState {
  return state.phase === 'starting' ? { ...state, phase: 'looking', title: 'Looking at the machine' } : state;
}

const endings: Readonly<Record<Outcome, { readonly phase: Phase; readonly title: string }>> = {
  installed: { phase: 'done', title: 'Installed' },
  refreshed: { phase: 'done', title: 'The system was made anew' },
  'handed-over': { phase: 'done', title: 'Installed already' },
  refused: { phase: 'stopped', title: 'Not installed' },
  'site-missing': { phase: 'stopped', title: 'Not installed: there is no site.yaml' },
  'site-broken': { phase: 'stopped', title: 'Not installed: site.yaml has mistakes' },
  'hand-over-failed': { phase: 'stopped', title: 'The stick has to be taken out' },
  failed: { phase: 'failed', title: 'The installation failed' },
};

function ended(state: MachineState, { outcome, lastWords }: Extract<Event, { kind: 'ended' }>): MachineState {
  const ending = endings[outcome];
  return { ...state, ...ending, outcome, lastWords, percent: ending.phase === 'done' ? 100 : state.percent };
}

// After a power cut the plan goes on in the middle: what comes before the running step was done earlier.
function stepsAfter(steps: readonly StepState[], { index, state }: Extract<Event, { kind: 'step' }>): StepState[] {
  return steps.map((step, position) => {
    if (position === index) return { ...step, state };
    return position < index && step.state !== 'failed' ? { ...step, state: 'done' } : step;
  });
}

function withPercent(state: MachineState, percentOfStep: number): MachineState {
  if (state.steps.length === 0) return state;
  const done = state.steps.filter((step) => step.state === 'done').length;
  const running = state.steps.some((step) => step.state === 'running') ? Math.min(100, Math.max(0, percentOfStep)) / 100 : 0;
  return { ...state, percent: Math.max(state.percent, Math.floor(((done + running) / state.steps.length) * 100)) };
}
