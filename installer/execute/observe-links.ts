/** Finds out which links have a network behind them: asks all for a lease, for a bounded time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '../inventory/inventory.ts';
import { linkQuestion, type LinkQuestion } from '../plan/link-question.ts';
import { type LinkObservation, outsideRole } from '../plan/links.ts';
import { announcedLinks } from '../system/announced.ts';
import { run } from '../system/command.ts';
import { concentratorsOn } from '../system/concentrators.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { removeEntry } from '../system/placing.ts';
import { leaseOf, routerOn } from '../system/router.ts';

const usualPatienceMs = 20_000;
// After the first answer, a second network gets this long to answer too.
const graceMs = 2_000;

type Listeners = LinkQuestion['listeners'];

const noConcentrators: readonly string[] = [];

export interface Asking {
  /** The id under which the internet comes, where it does not come without one. */
  readonly vlan: number | undefined;
  /** The provider is dialled, so it is asked for an access concentrator as well. */
  readonly isDialled: boolean;
  readonly patienceMs?: number | undefined;
}

export async function observeLinks(links: readonly Link[], { vlan, isDialled, patienceMs = usualPatienceMs }: Asking): Promise<LinkObservation[]> {
  const { files, listeners } = linkQuestion(links.map(({ name }) => name), vlan);
  for (const [path, content] of files) await writeDurably(path, content);
  try {
    // A port of a bridge has no network of its own, and no port has two VLANs of one id.
    for (const { name } of links) await run({ title: `freeing ${name}`, file: 'ip', args: ['link', 'set', 'dev', name, 'nomaster'] });
    if (vlan !== undefined) await removeVlans([outsideRole]);
    await run({ title: 'asking the links for a network', file: 'systemctl', args: ['restart', 'systemd-networkd.service'] });
    const [seen, concentrators] = await Promise.all([waitForAnswer(listeners, patienceMs), isDialled ? concentratorsOn([...listeners.values()], patienceMs) : noConcentrators]);
    return await withRouters(seen.map((link) => (concentrators.includes(listeners.get(link.name) ?? link.name) ? { ...link, hasConcentrator: true } : link)), listeners);
  } finally {
    for (const path of files.keys()) await removeEntry(path);
    await run({ title: 'ending the question', file: 'systemctl', args: ['stop', 'systemd-networkd.service', 'systemd-networkd.socket'] });
    if (vlan !== undefined) await removeVlans([...listeners.values()]);
    // One that was unplugged meanwhile has no addresses any more.
    for (const { name } of links) await run({ title: `clearing ${name}`, file: 'ip', args: ['address', 'flush', 'dev', name, 'scope', 'global'] }).catch(() => undefined);
  }
}

// The port itself has that name where the way outside was no VLAN until now.
async function removeVlans(names: readonly string[]): Promise<void> {
  for (const name of names) {
    if ((await readText(`/proc/net/vlan/${name}`)) !== undefined) await run({ title: `taking away ${name}`, file: 'ip', args: ['link', 'delete', 'dev', name] });
  }
}

async function waitForAnswer(listeners: Listeners, patienceMs: number): Promise<LinkObservation[]> {
  let deadline = Date.now() + patienceMs;
  let seen = await look(listeners);
  for (let answered = false; Date.now() < deadline; seen = await look(listeners)) {
    if (!answered && seen.some(({ hasLease, hasRouterAdvertisement }) => hasLease || hasRouterAdvertisement)) {
      answered = true;
      deadline = Math.min(deadline, Date.now() + graceMs);
    }
    await sleep(250);
  }
  return seen;
}

async function withRouters(seen: readonly LinkObservation[], listeners: Listeners): Promise<LinkObservation[]> {
  return Promise.all(seen.map(async (link) => (link.hasLease ? { ...link, router: await routerOn(listeners.get(link.name) ?? link.name) } : link)));
}

// A provider may announce a way without an address, which comes with the delegated prefix.
async function look(listeners: Listeners): Promise<LinkObservation[]> {
  const announced = await announcedLinks();
  return Promise.all(
    [...listeners].map(async ([name, listener]) => ({ name, hasLease: (await leaseOf(listener)) !== undefined, hasRouterAdvertisement: announced.includes(listener) })),
  );
}
