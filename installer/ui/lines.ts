/** An event as lines for the serial port and the log: without secrets, each said once. Pure. */
import type { Event } from './events.ts';
import { urlsOf } from './reach.ts';
import type { Problem, PublicState } from './state.ts';

/**
 * `state` is the one after the event. What `site`, `disks` and `plan` tell is for screen and page; for the log it is
 * told by `said` in the words of the plan.
 */
export function linesOf(event: Event, state: PublicState): readonly string[] {
  switch (event.kind) {
    case 'started':
      return [`Pintxo ${event.version} started from the stick.`];
    case 'addresses':
      return addressLines(event.addresses);
    case 'step':
      return stepLines(event, state);
    case 'said':
    case 'asking':
      return event.lines;
    case 'problem':
      return isSaid(event.problem, state) ? [] : problemLines(event);
    case 'recovery-sheet':
      return ['The recovery sheet is shown on the screen of the machine.'];
    case 'recovery-sheet-waiting':
      return [
        event.encrypted === undefined
          ? 'No key of the administrator can have the recovery sheet encrypted to it: write it down from the screen, or run on the machine: sudo pintxo recovery'
          : "The recovery sheet could not be kept on the stick: the machine's page hands it out, encrypted to the administrator.",
      ];
    case 'ended':
      return event.lastWords;
    default:
      return [];
  }
}

function addressLines(addresses: readonly string[]): string[] {
  return addresses.length === 0 ? ['no network address any more'] : [`to be watched at ${urlsOf(addresses).join(' ')}`];
}

// A decision says its own problem; a log that says it twice is harder to read.
function isSaid(problem: string, { log }: PublicState): boolean {
  return log.some((line) => line.includes(problem));
}

function problemLines({ problem, remedies }: Problem): string[] {
  return [problem, ...(remedies.length === 0 ? [] : ['What helps:', ...remedies.flatMap(remedyLines)])];
}

function stepLines({ index, state: stepState }: Extract<Event, { kind: 'step' }>, { steps }: PublicState): string[] {
  const title = steps[index]?.title ?? '';
  const name = `step ${index + 1} of ${steps.length}`;
  if (stepState === 'done') return [];
  return stepState === 'running' ? [`${name}: ${title}`] : [`${name} failed: ${title}`];
}

function remedyLines(remedy: string): string[] {
  const [sentence = '', ...lines] = remedy.split('\n');
  return [`  ${sentence}`, ...lines.map((line) => `      ${line}`)];
}
