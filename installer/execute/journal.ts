/**
 * The step journal: one line of JSON before and after every step, on the stick. After a power cut the same plan goes
 * on after its last finished step; another plan starts from the beginning.
 */
import type { Step } from '../plan/install-plan.ts';
import { createHash } from 'node:crypto';

export interface JournalEntry {
  /** Which plan on which disk. */
  readonly plan: string;
  readonly step: Step['kind'];
  readonly state: 'started' | 'done' | 'failed';
  /** ISO 8601, by the machine's clock. */
  readonly time: string;
  readonly detail?: string | undefined;
}

/** Identifies a plan by its steps, the image it installs and the disk's serial. */
export function planId(steps: readonly Step[], rootHash: string, diskIdentity: string): string {
  return createHash('sha256').update(JSON.stringify([steps, rootHash, diskIdentity])).digest('hex').slice(0, 16);
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

/** The steps still to be done: those after the longest finished beginning of the same plan. */
export function remainingSteps(steps: readonly Step[], journal: readonly JournalEntry[], plan: string): readonly Step[] {
  const done = new Set(journal.filter((entry) => entry.plan === plan && entry.state === 'done').map((entry) => entry.step));
  const first = steps.findIndex((step) => !done.has(step.kind));
  return first === -1 ? [] : steps.slice(first);
}
