/** Carries out a whole plan, step by step, with the journal that lets it go on after a power cut. */
import type { InstallPlan, Refresh, Step } from '../plan/install-plan.ts';
import { isHalfMade } from '../plan/labels.ts';
import { titleOf } from '../plan/step-titles.ts';
import type { Stick } from '../system/stick.ts';
import type { Faces } from '../ui/events.ts';
import { redact } from '../ui/redact.ts';
import type { InstallContext } from './context.ts';
import { executeStep } from './install.ts';
import { type JournalEntry, planId, remainingSteps, stepName } from './journal.ts';

export async function executePlan(plan: InstallPlan | Refresh, context: InstallContext, stick: Stick, faces: Faces): Promise<void> {
  const { steps, systemDisks } = plan;
  const id = planId(steps, context.image.rootHash, systemDisks.map(({ serial, path }) => serial ?? path));
  const remaining = systemDisks.every(isHalfMade) ? remainingSteps(steps, await stick.readJournal(), id) : steps;
  await faces.tell({ kind: 'plan', steps: steps.map(titleOf) });
  if (remaining.length < steps.length) await faces.tell({ kind: 'said', lines: ['An installation was cut short here; it goes on where it was.'] });
  for (const step of remaining) await executeAndNote(step, steps.indexOf(step), { id, context, stick, faces });
}

interface Surroundings {
  readonly id: string;
  readonly context: InstallContext;
  readonly stick: Stick;
  readonly faces: Faces;
}

async function executeAndNote(step: Step, index: number, { id, context, stick, faces }: Surroundings): Promise<void> {
  const note = (state: JournalEntry['state'], detail?: string): Promise<void> =>
    stick.journal({ plan: id, step: stepName(step), state, time: new Date().toISOString(), ...(detail === undefined ? {} : { detail }) });
  await faces.tell({ kind: 'step', index, state: 'running' });
  await note('started');
  try {
    await executeStep(step, context);
  } catch (error) {
    await faces.tell({ kind: 'step', index, state: 'failed' });
    await note('failed', redact(error instanceof Error ? error.message : String(error))).catch(() => undefined);
    throw error;
  }
  await note('done');
  await faces.tell({ kind: 'step', index, state: 'done' });
}
