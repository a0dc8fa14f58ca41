/** The stick's logs: install.log for people, events.jsonl for programs, outcome.json, and a support bundle after a failure. */
import type { Logs } from '../system/stick.ts';
import type { Event } from './events.ts';
import type { Face, Told } from './face.ts';
import { stateJson } from './page.ts';
import { collectSupport } from './support.ts';

/** A slow stick is still better than none. */
const patienceMs = 120_000;

/** `secrets` are taken out of what the support bundle gathers. */
export function logFace(logs: Logs, secrets: () => readonly string[]): Face {
  return {
    name: 'the stick',
    patienceMs,
    tell: async (told) => {
      if (told.lines.length > 0) await logs.log(told.lines);
      if (told.event.kind !== 'progress') await logs.append('events.jsonl', eventLine(told));
      if (told.event.kind === 'ended') await conclude(logs, told.event, told, secrets);
    },
    close: () => Promise.resolve(),
  };
}

function eventLine({ event, time }: Told): string {
  return `${JSON.stringify({ time: new Date(time).toISOString(), ...event })}\n`;
}

async function conclude(logs: Logs, { outcome, lastWords }: Extract<Event, { kind: 'ended' }>, { state, time }: Told, secrets: () => readonly string[]): Promise<void> {
  await logs.write('outcome.json', `${JSON.stringify({ outcome, lastWords }, null, 2)}\n`);
  if (outcome !== 'failed') return;
  const known = { 'state.json': stateJson(state), 'events.jsonl': await logs.read('events.jsonl'), 'inventory.json': await logs.read('inventory.json') };
  await logs.pack(`support-${fileTime(time)}.tar.gz`, await collectSupport(known, secrets()));
}

/** `20260131T235959Z`: FAT has no colons. */
function fileTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
}
