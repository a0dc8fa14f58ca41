/** Where the node sits in the network: what several modules must agree on. Pure. */
import { BlockList, isIP } from 'node:net';
import type { Machine, ModuleContext } from './contract.ts';
import type { Zone } from '../builder/site/zones.ts';

/** The zone that is untagged on the LAN. */
export const managementZone = 'mgmt';

export interface Topology {
  /** `router`: between the internet and the house. `host`: a guest in a network that someone else runs. */
  readonly mode: 'router' | 'host';
  readonly wan: readonly string[];
  /** Interface that carries the LAN: the only LAN link, or the bridge over all of them. */
  readonly lan: string | null;
  /** Links in the bridge; empty when there is no bridge. */
  readonly bridged: readonly string[];
}

export function topologyOf(machine: Machine): Topology {
  const wan = rolesOf(machine, 'wan');
  const lans = rolesOf(machine, 'lan');
  const [first] = lans;
  const bridged = lans.length > 1 ? lans : [];
  return {
    mode: wan.length > 0 && lans.length > 0 ? 'router' : 'host',
    wan,
    lan: bridged.length > 0 ? 'lan' : (first ?? null),
    bridged,
  };
}

function rolesOf(machine: Machine, kind: 'wan' | 'lan'): string[] {
  return machine.links.filter((link) => link.kind === kind).map((link) => link.role);
}

/** Interface of a zone. Only the untagged zone has one so far: VLANs come with their own links. */
export function interfaceOfZone(zone: string, topology: Topology): string | null {
  return zone === managementZone ? topology.lan : null;
}

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

/** Ranges that never come from the internet. */
export const privateRanges = {
  ipv4: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ipv6: ['fc00::/7', 'fe80::/10'],
} as const;

const linkLocalRanges = ['169.254.0.0/16', 'fe80::/10'];

export function isPrivate(address: string): boolean {
  return isWithin([...privateRanges.ipv4, ...privateRanges.ipv6], address);
}

function isWithin(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(withoutPrefix(range), Number(range.split('/')[1]), familyOf(range));
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(withoutPrefix(address)) === 6 ? 'ipv6' : 'ipv4';
}
