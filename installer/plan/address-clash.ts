/** Networks of the house that the network outside has too: such a router could not tell inside from outside. Pure. */
import { stringify } from 'yaml';
import { type Cidr, overlaps, parseCidr } from '../../builder/site/ipv4.ts';
import type { Site } from '../../builder/site/site.ts';
import { zonesOf, type Zone } from '../../builder/site/zones.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { linkOf, portsOf } from './link-id.ts';
import { decideRoles, leasesHeard } from './links.ts';
import { movesFor, type PlacedNetworks, withMoves } from './place-networks.ts';
import type { PreflightProblem } from './preflight.ts';

/** Where the networks of the house are on a machine that is installed now: out of the way of what is outside. */
export function placeNetworks(site: Site, { links }: Pick<Inventory, 'links'>): PlacedNetworks {
  const outside = networksOutside(site, links);
  // A fixed address stands in site.yaml beside the zones, where a person can make them fit.
  const moves = site.network.wan.mode === 'static' ? {} : movesFor(site, outside);
  return { settled: outside.length > 0, outside, moves };
}

/** What is left of a clash when everything that may move has moved. */
export function addressClash(asWritten: Site, inventory: Pick<Inventory, 'links'>): PreflightProblem | undefined {
  const { moves, outside } = placeNetworks(asWritten, inventory);
  const site = withMoves(asWritten, moves);
  const enabled = zonesOf(site).filter((zone) => zone.enabled);
  const clashing = enabled.filter((zone) => outside.some((text) => meet(zone.subnet, text)));
  if (clashing.length === 0) return undefined;
  const zones = clashing.map(({ name, subnet }) => `${name} (${subnet})`).join(', ');
  return {
    problem: `The network outside (${outside.join(', ')}) overlaps with the house's own: ${zones}. Nothing was changed.`,
    remedies: [
      `To give ${clashing.length === 1 ? 'this zone another network' : 'these zones other networks'}, write into site.yaml:\n${freeSubnets(clashing, enabled, outside)}`,
      'Or change the network of the router outside, in its own settings.',
    ],
  };
}

// Only a router has networks of its own; a machine with one link and no VLAN for the WAN is a guest of the network that is there.
function networksOutside(site: Site, links: Inventory['links']): string[] {
  if (portsOf(site, links).length < 2 && site.network.wan.vlan === undefined) return [];
  const { mode, address } = site.network.wan;
  if (mode === 'static') return address === undefined ? [] : [address];
  const wan = decideRoles(site, links, leasesHeard(site, links), []).links.find(({ role, vlan }) => role === 'wan0' && vlan === undefined);
  // A WAN that is a VLAN was not listened to.
  return [...(linkOf(wan, links)?.leases ?? [])];
}

function freeSubnets(clashing: readonly Zone[], enabled: readonly Zone[], outside: readonly string[]): string {
  const taken = [...enabled.map(({ subnet }) => subnet), ...outside];
  const zones: Record<string, { subnet: string }> = {};
  for (const { name } of clashing) {
    const subnet = usualSubnets().find((candidate) => !taken.some((other) => meet(candidate, other))) ?? '';
    taken.push(subnet);
    zones[name] = { subnet };
  }
  return stringify({ network: { zones } }).trimEnd();
}

// Seldom used by routers that one buys.
function usualSubnets(): string[] {
  const numbers = Array.from({ length: 40 }, (_, index) => 101 + index);
  return [...numbers.map((number) => `192.168.${number}.0/24`), ...numbers.map((number) => `172.20.${number}.0/24`)];
}

function meet(one: string, other: string): boolean {
  const [first, second]: Array<Cidr | undefined> = [parseCidr(one), parseCidr(other)];
  return first !== undefined && second !== undefined && overlaps(first, second);
}
