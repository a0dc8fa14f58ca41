/** Networks of the house that the network outside has too: such a router could not tell inside from outside. Pure. */
import { stringify } from 'yaml';
import { type Cidr, overlaps, parseCidr } from '../../builder/site/ipv4.ts';
import type { Site } from '../../builder/site/site.ts';
import { zonesOf, type Zone } from '../../builder/site/zones.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { decideRoles, leasesHeard } from './links.ts';
import type { PreflightProblem } from './preflight.ts';

/** Only a router has networks of its own; a machine with one link and no VLAN for the WAN is a guest of the network that is there. */
export function addressClash(site: Site, { links }: Pick<Inventory, 'links'>): PreflightProblem | undefined {
  if (links.filter((link) => !link.wireless).length < 2 && site.network.wan.vlan === undefined) return undefined;
  const outside = networksOutside(site, links);
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

function networksOutside(site: Site, links: Inventory['links']): string[] {
  const { mode, address } = site.network.wan;
  if (mode === 'static') return address === undefined ? [] : [address];
  const wan = decideRoles(site, links, leasesHeard(links), []).links.find(({ role, vlan }) => role === 'wan0' && vlan === undefined);
  // A WAN that is a VLAN was not listened to.
  return [...(links.find(({ permanentMac }) => permanentMac === wan?.mac)?.leases ?? [])];
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
