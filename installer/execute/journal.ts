/**
 * The step journal: one line of JSON before and after every step, on the stick. After a power cut the same plan goes
 * on after its last finished step; another plan starts from the beginning.
 */
import type { Step } from '../plan/install-plan.ts';
import { createHash } from 'node:crypto';

export interface JournalEntry {
  /** Which plan on which disks. */
  readonly plan: string;
  /** Kind of the step, and the disk where it is about one: `partition-disk /dev/sda`. */
  readonly step: string;
  readonly state: 'started' | 'done' | 'failed';
  /** ISO 8601, by the machine's clock. */
  readonly time: string;
  /** Why it failed. */
  readonly detail?: string | undefined;
}

/** Identifies a plan by its steps, the image it installs and what tells the disks apart. */
export function planId(steps: readonly Step[], rootHash: string, diskIdentities: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([steps, rootHash, diskIdentities])).digest('hex').slice(0, 16);
}

/** The name of a step in the journal. */
export function stepName(step: Step): string {
  if ('pool' in step) return `${step.kind} ${step.pool}`;
  return 'disk' in step ? `${step.kind} ${step.disk}` : step.kind;
}

/** Reads a journal; a line torn by a power cut is left out. */
export function parseJournal(text: string): JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    const entry = parseLine(line);
    return entry === undefined ? [] : [entry];
  });
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  return typeof value === 'object' && value !== null && 'plan' in value && 'step' in value && 'state' in value;
}

/**
 * The steps still to be done: those after the longest finished beginning of the same plan. What is made from
 * `format-state` on hangs together by keys and numbers that end with the power, so it is made anew as a whole.
 * A `commit` that failed has found what was made unfit: nothing done before it counts. Nor does what was done before
 * the first step was done again: the stick installed the same disks in the same way once before. Where all was done, and the disks
 * are half-made all the same, somebody else has begun since: it starts over.
 */
export function remainingSteps(steps: readonly Step[], journal: readonly JournalEntry[], plan: string): readonly Step[] {
  const names = steps.map(stepName);
  const commits = new Set(steps.filter(({ kind }) => kind === 'commit').map(stepName));
  const own = journal.filter((entry) => entry.plan === plan);
  const refused = own.findLastIndex(({ step, state }) => state === 'failed' && commits.has(step));
  const begun = own.findLastIndex(({ step, state }) => state === 'done' && step === names[0]);
  const done = new Set(own.slice(Math.max(refused + 1, begun)).filter(({ state }) => state === 'done').map(({ step }) => step));
  const first = steps.findIndex((step) => !done.has(stepName(step)));
  const anew = steps.findIndex(({ kind }) => kind === 'format-state');
  if (first === -1) return steps;
  return steps.slice(anew === -1 ? first : Math.min(first, anew));
}
