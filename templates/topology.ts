/** Where the node sits in the network: what several modules must agree on. Pure. */
import { createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Machine, ModuleContext } from './contract.ts';
import { formatIpv4, parseCidr } from '../builder/site/ipv4.ts';
import type { Zone } from '../builder/site/zones.ts';

/** The zone of those who look after the house. */
export const managementZone = 'mgmt';

export interface Topology {
  /** `router`: between the internet and the house. `host`: a guest in a network that someone else runs. */
  readonly mode: 'router' | 'host';
  readonly wan: readonly string[];
  /** Interface that carries the LAN: a router's bridge over its LAN links, or a guest's only link. */
  readonly lan: string | null;
  /** Links in the bridge; empty where there is no bridge. */
  readonly bridged: readonly string[];
}

export function topologyOf(machine: Machine): Topology {
  const carriers = carriersOf(machine);
  const wan = rolesOf(machine, 'wan').filter((role) => !carriers.includes(role));
  const lans = rolesOf(machine, 'lan');
  const [first] = lans;
  const mode = wan.length > 0 && lans.length > 0 ? 'router' : 'host';
  // A bridge knows which zone a port's frames belong to, also where there is but one port.
  const bridged = mode === 'router' || lans.length > 1 ? lans : [];
  return {
    mode,
    wan,
    lan: bridged.length > 0 ? 'lan' : (first ?? null),
    bridged,
  };
}

/** Links that come and go as a provider is dialled. */
export function dialledLinks({ links }: Pick<Machine, 'links'>): string[] {
  return links.flatMap(({ role, dialled }) => (dialled === undefined ? [] : [role]));
}

/** Links that carry IPv4 alone, within the IPv6 of another. */
export function tunnels({ links }: Pick<Machine, 'links'>): Array<{ readonly role: string; readonly over: string }> {
  return links.flatMap(({ role, tunnelled }) => (tunnelled === undefined ? [] : [{ role, over: tunnelled.over }]));
}

/** Links that are nothing but the cable over which a provider is dialled. */
export function carriersOf({ links }: Pick<Machine, 'links'>): string[] {
  return links.flatMap(({ dialled }) => (dialled === undefined ? [] : [dialled.over]));
}

function rolesOf(machine: Machine, kind: 'wan' | 'lan'): string[] {
  return machine.links.filter((link) => link.kind === kind).map((link) => link.role);
}

/** Interface of a zone: the LAN itself for one without a VLAN, a VLAN on it for the others; null where it has none. */
export function interfaceOfZone(zone: Pick<Zone, 'name' | 'enabled' | 'vlan'>, topology: Topology): string | null {
  if (topology.mode === 'host') return zone.name === managementZone ? topology.lan : null;
  if (!zone.enabled) return null;
  return zone.vlan === 0 ? topology.lan : `vlan${zone.vlan}`;
}

/** Zones from which administrators work: their own, and the one of untagged frames, since many houses have no other. */
export function administratorZones(zones: readonly Zone[]): string[] {
  return zones.filter(({ name, untagged }) => name === managementZone || untagged).map(({ name }) => name);
}

/** The zones that have an interface, with it. */
export function carriedZones(zones: readonly Zone[], topology: Topology): Array<{ zone: Zone; interface: string }> {
  return zones.flatMap((zone) => {
    const name = interfaceOfZone(zone, topology);
    return name === null ? [] : [{ zone, interface: name }];
  });
}

/** Administrators who are elsewhere, by WireGuard; they are treated like the management zone. */
export const overlay = {
  name: 'admin',
  interface: 'admin0',
  port: 51_821,
  /** WireGuard's own overhead, over an uplink of 1500 bytes with PPPoE and IPv6. */
  mtu: 1420,
} as const;

/** Addresses of the overlay; the node has the first. */
export function overlayNetwork({ network }: { readonly network: { readonly overlay: string } }): { readonly subnet: string; readonly gateway: string } {
  const { network: first = 0 } = parseCidr(network.overlay) ?? {};
  return { subnet: network.overlay, gateway: formatIpv4(first + 1) };
}

/** What the house's own prefix is made from. */
interface HouseName {
  readonly site: { readonly domain: string };
  readonly network: { readonly ula?: string | undefined };
}

/**
 * The house's own IPv6 prefix (RFC 4193), which stays when the provider's comes and goes: `fd12:3456:789a`, a /48.
 * The site's own, or made from its domain and one of the machine's MAC addresses, so that no two houses have the same.
 */
export function uniqueLocalPrefix({ site: { domain }, network: { ula } }: HouseName, machine: Machine): string {
  if (ula !== undefined) return ula.replace(/::\/48$/, '');
  const [mac = ''] = machine.links.map((link) => link.mac).sort();
  const digits = createHash('sha256').update(`${domain}\n${mac}`).digest('hex');
  return [`fd${digits.slice(0, 2)}`, digits.slice(2, 6), digits.slice(6, 10)].map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

/** Subnet of a zone in the house's own IPv6 prefix: its last group reads like the VLAN id. */
export function uniqueLocalSubnet(prefix: string, { vlan }: Pick<Zone, 'vlan'>): { subnet: string; gateway: string } {
  const network = vlan === 0 ? `${prefix}:` : `${prefix}:${vlan}:`;
  return { subnet: `${network}:/64`, gateway: `${network}:1` };
}

/** Whether machines of the zone may start connections to the internet. */
export function reachesInternet({ mayReach }: Pick<Zone, 'mayReach'>): boolean {
  return mayReach.includes(internet);
}

/** Name of the world outside in the zones' `mayReach` and `pinholesFrom`. */
export const internet = 'internet';

/** Addresses (without prefix length) at which the house reaches the node; empty while none is known yet. */
export function nodeAddresses({ site, machine, zones }: Pick<ModuleContext<unknown>, 'site' | 'machine' | 'zones'>): string[] {
  const topology = topologyOf(machine);
  if (topology.mode === 'router') return zones.filter((zone) => zone.name === managementZone).map((zone) => zone.gateway);
  const { wan } = site.network;
  if (wan.mode === 'static' && wan.address !== undefined) return [withoutPrefix(wan.address)];
  return machine.addresses.map(({ cidr }) => withoutPrefix(cidr)).filter((address) => !isWithin(linkLocalRanges, address));
}

export function withoutPrefix(cidr: string): string {
  return cidr.split('/')[0] ?? cidr;
}

/** Names of the enabled zones of the given types; of all types when none is given. */
export function enabledZones(zones: readonly Zone[], ...types: ReadonlyArray<Zone['type']>): string[] {
  return zones.filter((zone) => zone.enabled && (types.length === 0 || types.includes(zone.type))).map((zone) => zone.name);
}

/** The node's own names (DEFAULTS: node N is `pintxoN` in the management zone). */
export const nodeHostname = 'pintxo1';
export const nodeName = `${nodeHostname}.${managementZone}.internal`;

/** The name that devices find by asking the network itself (mDNS), with no name server. */
export const localName = 'pintxo.local';

/** Ranges that never come from the internet. */
export const privateRanges = {
  ipv4: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ipv6: ['fc00::/7', 'fe80::/10'],
} as const;

const linkLocalRanges = ['169.254.0.0/16', 'fe80::/10'];

export function isPrivate(address: string): boolean {
  return isWithin([...privateRanges.ipv4, ...privateRanges.ipv6], address);
}

export function isWithin(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(withoutPrefix(range), Number(range.split('/')[1]), familyOf(range));
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(withoutPrefix(address)) === 6 ? 'ipv6' : 'ipv4';
}

/** Where the names of machines with a lease are answered, for the resolver of the house. */
export const leaseNameServer = { address: '127.0.0.1', port: 53_053 } as const;

/** Domain of the machines in a zone. */
export function domainOfZone({ name }: Pick<Zone, 'name'>): string {
  return `${name.toLowerCase()}.internal`;
}

/** Gateway of the zone in which published services live, where the node is a router; their names lead there. */
export function publishedAddresses(context: Pick<ModuleContext<unknown>, 'site' | 'machine' | 'zones'>): string[] {
  const gateways = context.zones.filter(({ type, enabled }) => enabled && type === 'dmz').map(({ gateway }) => gateway);
  return topologyOf(context.machine).mode === 'router' && gateways.length > 0 ? gateways : nodeAddresses(context);
}
