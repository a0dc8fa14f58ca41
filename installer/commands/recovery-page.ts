/** `pintxo recovery --page`: the recovery sheet on the portal, until somebody has it. Started by its socket. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../builder/plan/plan.ts';
import { administratorZones, interfaceOfZone, topologyOf } from '../../templates/topology.ts';
import { recoverySheetLines } from '../execute/recovery-sheet.ts';
import { houseLinks } from '../system/house-links.ts';
import { openWeb } from '../system/web.ts';
import type { HouseLink } from '../ui/house.ts';
import { headers } from '../ui/page.ts';
import { pressAtDesk, type SheetDesk, sheetOffer } from '../ui/sheet-desk.ts';
import { health, readPlan } from './health.ts';
import { isSheetUnread, noteSheetRead, readSheet } from './recovery.ts';

// The first of the sockets that systemd hands over.
const descriptor = 3;
const idleMs = 120_000;
const lookMs = 5_000;

/** Ends when nobody asked for a while: the socket starts it again. */
export async function recoveryPage(): Promise<number> {
  const desk = deskOf(await readPlan());
  let lastAsked = Date.now();
  const asked = <Result>(answer: Result): Result => {
    lastAsked = Date.now();
    return answer;
  };
  const web = await openWeb({
    port: 0,
    descriptor,
    headers,
    names: desk.names,
    streamPath: '',
    greeting: () => '',
    answer: async (path) => asked(sheetOffer(path, await isSheetUnread())),
    press: async (press) => asked(await pressAtDesk(press, desk)),
  });
  while (Date.now() - lastAsked < idleMs) await sleep(lookMs);
  await web.close();
  return 0;
}

function deskOf(plan: Plan): SheetDesk {
  return {
    sheet: async () => ((await isSheetUnread()) ? recoverySheetLines(await readSheet()) : []),
    links: () => linksOfHouse(plan, houseLinks()),
    names: () => [plan.site.site.domain],
    shown: (to) => {
      console.log(`The recovery sheet was shown to ${to}.`);
      return Promise.resolve();
    },
    taken: async (by) => {
      console.log(`Somebody at ${by} confirmed to have the recovery sheet.`);
      await noteSheetRead();
      // People look at the portal next; what they confirmed holds, whatever that look finds.
      await health(0).catch(console.error);
    },
  };
}

/** A router knows which link is the house's own: zones for guests and things are not. */
export function linksOfHouse({ machine, zones }: Pick<Plan, 'machine' | 'zones'>, links: readonly HouseLink[]): HouseLink[] {
  const topology = topologyOf(machine);
  const managed = zones.filter(({ name }) => administratorZones(zones).includes(name)).map((zone) => interfaceOfZone(zone, topology));
  const names = topology.mode === 'router' ? managed : machine.links.map(({ role }) => role);
  return links.filter(({ name }) => names.includes(name));
}
