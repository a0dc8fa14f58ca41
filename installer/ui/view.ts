/** The state of an installation as what a screen shows, the most important first. Pure. */
import { urlsOf } from './reach.ts';
import { currentStep, type MachineState, type Phase, type Problem, type StepState } from './state.ts';

export interface Section {
  readonly title?: string | undefined;
  /** A line may be longer than the screen is wide. */
  readonly lines: readonly string[];
  /** 0 is never cut; when room is short, the section with the highest number goes first. */
  readonly rank: number;
  /** Shortened at this end instead of left out whole. */
  readonly shorten?: 'start' | 'end' | undefined;
}

export interface View {
  readonly name: string;
  readonly version: string;
  readonly mood: 'calm' | 'good' | 'bad';
  readonly headline: string;
  /** 0 to 100; undefined where there is no progress to show. */
  readonly percent?: number | undefined;
  /** Shown as a QR code. */
  readonly url?: string | undefined;
  readonly sections: readonly Section[];
}

const moods: Readonly<Record<Phase, View['mood']>> = { starting: 'calm', looking: 'calm', installing: 'calm', done: 'good', stopped: 'bad', failed: 'bad' };

export function viewOf(state: MachineState): View {
  const step = currentStep(state);
  return {
    name: state.site?.domain ?? 'Pintxo',
    version: state.version,
    mood: moods[state.phase],
    headline: state.phase === 'installing' && step !== undefined ? `${state.title}: step ${step.number} of ${state.steps.length}` : state.title,
    percent: state.steps.length > 0 ? state.percent : undefined,
    url: urlsOf(state.addresses)[0],
    sections: [
      { lines: step === undefined || state.phase === 'done' ? [] : [step.title], rank: 2 },
      { lines: state.lastWords, rank: 1 },
      { title: 'Waiting for you', lines: state.asking, rank: 0 },
      ...state.problems.flatMap(problemSections),
      ...sheetSections(state),
      addressSection(state),
      { title: 'Steps', lines: state.steps.map(stepLine), rank: 4 },
      { title: 'Disks', lines: state.disks.flatMap(({ path, name, verdict, reason }) => [`${path}  ${name}`, `  ${verdict}: ${reason}`]), rank: 5, shorten: 'end' },
      { title: 'Said', lines: isWithoutReason(state) ? state.log : [], rank: 6, shorten: 'start' },
    ],
  };
}

// A calm screen says nothing twice: what was said is shown where nothing else explains how it ended.
function isWithoutReason({ phase, problems }: MachineState): boolean {
  return (phase === 'stopped' || phase === 'failed') && problems.length === 0;
}

export function problemSections({ problem, remedies }: Problem): Section[] {
  return [
    { title: 'What is wrong', lines: [problem], rank: 1 },
    { title: 'What helps', lines: remedies.flatMap(remedyLines), rank: 0 },
  ];
}

// The first line of a remedy is a sentence; the lines after it are there to be pasted.
function remedyLines(remedy: string): string[] {
  const [sentence = '', ...lines] = remedy.split('\n');
  return [sentence, ...lines.map((line) => `    ${line}`)];
}

function sheetSections({ recoverySheet: lines }: MachineState): Section[] {
  return lines.length === 0 ? [] : [{ title: 'Recovery sheet. Write it down now: it is shown only here, and only once', lines, rank: 0 }];
}

function addressSection({ addresses, phase }: MachineState): Section {
  const urls = urlsOf(addresses);
  if (urls.length === 0) return { lines: phase === 'starting' ? [] : ['No network yet. The installation needs none.'], rank: 3 };
  return { title: 'On a phone or computer in the same network', lines: urls, rank: 3 };
}

const marks: Readonly<Record<StepState['state'], string>> = { waiting: '[ ]', running: '[>]', done: '[x]', failed: '[!]' };

function stepLine({ title, state }: StepState): string {
  return `${marks[state]} ${title}`;
}
