/** The network as people and programs are told about it. Pure. */
import { plain } from '../../builder/render/plain.ts';
import { z } from 'zod';
import type { Plan } from '../../builder/plan/plan.ts';
import type { Lease, NetworkStatus } from '../../templates/contract-network.ts';
import { interfaceOfZone, isWithin, topologyOf } from '../../templates/topology.ts';

export type { Lease, NetworkStatus } from '../../templates/contract-network.ts';

export const Links = z.array(
  z.object({
    ifname: z.string(),
    operstate: z.string(),
    addr_info: z.array(z.object({ local: z.string(), prefixlen: z.number(), scope: z.string() })).optional(),
  }),
);
export type Links = z.infer<typeof Links>;

export const Counters = z.object({ nftables: z.array(z.object({ counter: z.object({ name: z.string(), packets: z.number() }).optional() })) });

export interface SeenNetwork {
  readonly links: Links;
  readonly leases: readonly Lease[];
  readonly refused: NetworkStatus['refused'];
}

export function networkStatusOf({ machine, zones, facts }: Plan, seen: SeenNetwork): NetworkStatus {
  const topology = topologyOf(machine);
  const stateOf = (name: string): string => seen.links.find(({ ifname }) => ifname === name)?.operstate.toLowerCase() ?? 'missing';
  return {
    mode: topology.mode,
    links: machine.links.map(({ role, kind }) => ({ name: role, kind, state: stateOf(role), addresses: addressesOf(seen.links, role) })),
    zones: zones.flatMap((zone) => {
      const name = interfaceOfZone(zone, topology);
      if (name === null || topology.mode === 'host') return [];
      const leases = seen.leases.filter(({ address }) => sameSubnet(address, zone)).length;
      return [{ name: zone.name, interface: name, vlan: zone.vlan, untagged: zone.untagged, subnet: zone.subnet, state: stateOf(name), leases }];
    }),
    leases: seen.leases,
    published: facts.published.map(({ host, zones: names }) => ({ host, zones: names })),
    refused: seen.refused,
    notes: machine.notes ?? [],
  };
}

export function describeNetwork(status: NetworkStatus): string[] {
  return [
    status.mode === 'router' ? 'This machine is the router of the house.' : "This machine is a guest in somebody else's network.",
    ...section('To know', status.notes),
    ...section('Links', status.links.map(({ name, state, addresses }) => `${name.padEnd(10)} ${state.padEnd(8)} ${addresses.join(', ')}`)),
    ...section('Zones', status.zones.map(zoneLine)),
    ...section('Leases', status.leases.map(({ name, address, mac, until }) => `${address.padEnd(15)} ${mac}  ${(name ?? '-').padEnd(20)} until ${until}`)),
    ...section('Published', status.published.map(({ host, zones }) => `${host}: ${zones.join(', ')}`)),
    ...section('Refused packets', Object.entries(status.refused).map(([rule, packets]) => `${rule.padEnd(14)} ${packets}`)),
  ].map((line) => plain(line));
}

function zoneLine({ name, interface: link, vlan, untagged, subnet, state, leases }: NetworkStatus['zones'][number]): string {
  const tag = vlan === 0 ? (untagged === true ? 'untagged' : 'no VLAN') : `VLAN ${vlan}`;
  const both = vlan !== 0 && untagged === true ? ', and untagged frames' : '';
  return `${name.padEnd(10)} ${subnet.padEnd(16)} ${tag.padEnd(9)} ${link.padEnd(9)} ${state}, ${leases} ${leases === 1 ? 'lease' : 'leases'}${both}`;
}

/** Reads dnsmasq's file of leases: expiry in seconds since 1970, MAC, address, name or `*`, client id. */
export function parseLeases(text: string): Lease[] {
  return text.split('\n').flatMap((line) => {
    const [expiry = '', mac = '', address = '', name = ''] = line.split(' ');
    if (!/^\d+$/.test(expiry) || !/^[\d.]+$/.test(address)) return [];
    return [{ name: name === '*' ? null : name, address, mac, until: new Date(Number(expiry) * 1000).toISOString() }];
  });
}

/** Packets by rule, of the counters `refused_<rule>`. */
export function refusedPackets({ nftables }: z.infer<typeof Counters>): NetworkStatus['refused'] {
  const counters = nftables.flatMap(({ counter }) => counter ?? []).filter(({ name }) => name.startsWith('refused_'));
  return Object.fromEntries(counters.map(({ name, packets }) => [name.replace('refused_', ''), packets]));
}

function addressesOf(links: Links, name: string): string[] {
  const link = links.find(({ ifname }) => ifname === name);
  return (link?.addr_info ?? []).filter(({ scope }) => scope === 'global').map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}

function sameSubnet(address: string, { subnet }: { subnet: string }): boolean {
  return isWithin([subnet], address);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
