/** Finds out which links have a network behind them: asks all for a lease, for a bounded time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '../inventory/inventory.ts';
import type { LinkObservation } from '../plan/links.ts';
import { run } from '../system/command.ts';
import { concentratorsOn } from '../system/concentrators.ts';
import { writeDurably } from '../system/durable.ts';
import { removeEntry } from '../system/placing.ts';
import { leaseOf, routerOn } from '../system/router.ts';

const definition = '/run/systemd/network/05-pintxo-observe.network';
const usualPatienceMs = 20_000;
// After the first answer, a second network gets this long to answer too.
const graceMs = 2_000;

const noConcentrators: readonly string[] = [];

const text = [
  '[Match]',
  'Type=ether',
  '[Link]',
  'RequiredForOnline=no',
  '[Network]',
  'DHCP=yes',
  'IPv6AcceptRA=yes',
  'LinkLocalAddressing=ipv6',
  '[DHCPv4]',
  'ClientIdentifier=mac',
  'UseDNS=no',
  'UseNTP=no',
  '',
].join('\n');

/** `isDialled`: the provider is dialled, so it is asked for an access concentrator as well. */
export async function observeLinks(links: readonly Link[], isDialled: boolean, patienceMs = usualPatienceMs): Promise<LinkObservation[]> {
  await writeDurably(definition, text);
  try {
    // A port of a bridge has no network of its own.
    for (const { name } of links) await run({ title: `freeing ${name}`, file: 'ip', args: ['link', 'set', 'dev', name, 'nomaster'] });
    await run({ title: 'asking the links for a network', file: 'systemctl', args: ['restart', 'systemd-networkd.service'] });
    const [seen, concentrators] = await Promise.all([waitForAnswer(links, patienceMs), isDialled ? concentratorsOn(links.map(({ name }) => name), patienceMs) : noConcentrators]);
    return await withRouters(seen.map((link) => (concentrators.includes(link.name) ? { ...link, hasConcentrator: true } : link)));
  } finally {
    await removeEntry(definition);
    await run({ title: 'ending the question', file: 'systemctl', args: ['stop', 'systemd-networkd.service', 'systemd-networkd.socket'] });
    // One that was unplugged meanwhile has no addresses any more.
    for (const { name } of links) await run({ title: `clearing ${name}`, file: 'ip', args: ['address', 'flush', 'dev', name, 'scope', 'global'] }).catch(() => undefined);
  }
}

async function waitForAnswer(links: readonly Link[], patienceMs: number): Promise<LinkObservation[]> {
  let deadline = Date.now() + patienceMs;
  let seen = await look(links);
  for (let answered = false; Date.now() < deadline; seen = await look(links)) {
    if (!answered && seen.some(({ hasLease, hasRouterAdvertisement }) => hasLease || hasRouterAdvertisement)) {
      answered = true;
      deadline = Math.min(deadline, Date.now() + graceMs);
    }
    await sleep(250);
  }
  return seen;
}

async function withRouters(seen: readonly LinkObservation[]): Promise<LinkObservation[]> {
  return Promise.all(seen.map(async (link) => (link.hasLease ? { ...link, router: await routerOn(link.name) } : link)));
}

// A provider may announce a way without an address, which comes with the delegated prefix.
async function look(links: readonly Link[]): Promise<LinkObservation[]> {
  const routes = await run({ title: 'reading routes', file: 'ip', args: ['-6', 'route', 'show', 'default'] });
  const announced = [...routes.matchAll(/ dev (\S+)/g)].map(([, name]) => name);
  return Promise.all(
    links.map(async ({ name }) => {
      const lease = await leaseOf(name);
      return { name, hasLease: lease !== undefined, hasRouterAdvertisement: announced.includes(name) };
    }),
  );
}
