/** Which link gets which configuration. Pure. */
import { isSingleAddress } from '../../builder/site/address.ts';
import type { Site } from '../../builder/site/site.ts';
import type { Zone } from '../../builder/site/zones.ts';
import type { Machine, RoleLink } from '../contract.ts';
import { carriedZones, carriersOf, dialledLinks, domainOfZone, interfaceOfZone, reachesInternet, tunnels, uniqueLocalPrefix, uniqueLocalSubnet, type Topology } from '../topology.ts';
import { type Carried, carriedByNode, carriedByPort, joinedZone, nativeId, untaggedId } from './lan.ts';

/** What one `.network` file says; null and false are left out. */
export interface LinkNetwork {
  readonly name: string;
  readonly title: string;
  readonly bridge: string | null;
  readonly dhcp: boolean;
  /** Asks for IPv6 only: IPv4 goes through a tunnel. */
  readonly withoutIpv4: boolean;
  readonly static: { readonly address: string; readonly gateway: string | null; readonly farGateway: string | null } | null;
  readonly zone: ZoneNetwork | null;
  /** VLAN links that lie on this one. */
  readonly vlans: readonly string[];
  /** VLANs of this port or bridge; null where there is no bridge that knows them. */
  readonly carried: Carried | null;
  /** Of a port of a bridge: speaks with the node only, not with the other ports; null where there is no bridge. */
  readonly isolated: 'yes' | 'no' | null;
  readonly forwards: boolean;
  /** Has no address of its own. */
  readonly quiet: boolean;
}

/** What the node is in a zone: its gateway, and who announces the zone's IPv6. */
export interface ZoneNetwork {
  readonly domain: string;
  readonly addresses: readonly string[];
  readonly local: { readonly subnet: string; readonly gateway: string };
  /** Number of the zone's part of the provider's prefix; null for zones that do not reach the internet. */
  readonly delegated: { readonly subnetId: number } | null;
}

const nothing = { bridge: null, dhcp: false, withoutIpv4: false, static: null, zone: null, vlans: [], carried: null, isolated: null, forwards: false, quiet: false };

/** The `.link` files: of cables, not of VLANs on them. */
export function linksOf(machine: Machine): Record<string, { role: string; mac: string; path: string | null }> {
  const cables = [...machine.links.filter(({ vlan, dialled, tunnelled }) => vlan === undefined && dialled === undefined && tunnelled === undefined), ...cablesBelow(machine).map(({ over, link }) => ({ ...link, role: over }))];
  return Object.fromEntries(cables.map(({ role, mac, path = null }) => [role, { role, mac, path }]));
}

/** Cables that carry nothing but a VLAN. */
function cablesBelow({ links }: Machine): Array<{ readonly over: string; readonly link: RoleLink }> {
  return links.flatMap((link) => (link.vlan === undefined || links.some(({ role }) => role === link.vlan?.over) ? [] : [{ over: link.vlan.over, link }]));
}

/** The `.netdev` files: links that exist in software only. */
export type Device =
  | { readonly name: string; readonly bridge: true; readonly vlan: null; readonly knowsVlans: boolean; readonly stp: boolean }
  | { readonly name: string; readonly bridge: false; readonly vlan: number };

export function devicesOf(site: Site, machine: Machine, zones: readonly Zone[], topology: Topology): Record<string, Device> {
  const bridges = topology.bridged.length > 0 && topology.lan !== null ? [bridgeOver(topology.lan, topology)] : [];
  const uplinks = machine.links.flatMap(({ role, vlan }): Device[] => (vlan === undefined ? [] : [{ name: role, bridge: false, vlan: vlan.id }]));
  const tagged = vlanZones(zones, topology).flatMap(({ zone, interface: name }) => (zone === joinedIn(zones, topology) ? joined(site, zones, zone, name) : [{ name, bridge: false as const, vlan: zone.vlan }]));
  return Object.fromEntries([...bridges, ...uplinks, ...tagged].map((device) => [device.name, device]));
}

function bridgeOver(name: string, { bridged }: Topology): Device {
  return { name, bridge: true, vlan: null, knowsVlans: true, stp: bridged.length > 1 };
}

// The node's interface in the zone is a bridge over both forms in which frames come.
function joined(site: Site, zones: readonly Zone[], { vlan }: Zone, name: string): Device[] {
  return [
    { name, bridge: true, vlan: null, knowsVlans: false, stp: false },
    { name: untaggedName, bridge: false, vlan: untaggedId(site, zones) },
    { name: taggedName(vlan), bridge: false, vlan },
  ];
}

const untaggedName = 'untagged';

function taggedName(vlan: number): string {
  return `tagged${vlan}`;
}

function joinedIn(zones: readonly Zone[], { mode }: Topology): Zone | undefined {
  return mode === 'router' ? joinedZone(zones) : undefined;
}

export function networksOf(site: Site, machine: Machine, zones: readonly Zone[], topology: Topology): Record<string, LinkNetwork> {
  const networks = [
    ...carriersOf(machine).map((name) => ({ ...nothing, name, title: 'Carries the link to the provider, who is dialled over it', quiet: true })),
    ...topology.wan.filter((name) => !isMadeElsewhere(name, machine)).map((name) => ({ ...uplink(name, site), withoutIpv4: tunnels(machine).length > 0, forwards: topology.mode === 'router' })),
    ...cablesBelow(machine).map(({ over }): LinkNetwork => ({ ...nothing, name: over, title: 'The cable towards the internet', vlans: vlansOver(over, machine.links), quiet: true })),
    ...machine.links.filter(({ role }) => topology.bridged.includes(role)).map((link) => portNetwork(site, machine, zones, topology, link)),
    ...(topology.mode === 'router' ? [...lanNetwork(site, zones, topology), ...joinedParts(zones, topology), ...zoneNetworks(site, machine, zones, topology)] : loneLink(site, topology)),
  ];
  return Object.fromEntries(networks.map((network) => [network.name, network]));
}

// Whoever dials, or makes the tunnel, says what is on it.
function isMadeElsewhere(name: string, machine: Machine): boolean {
  return dialledLinks(machine).includes(name) || tunnels(machine).some(({ role }) => role === name);
}

function portNetwork(site: Site, machine: Machine, zones: readonly Zone[], topology: Topology, link: RoleLink): LinkNetwork {
  const carried = topology.mode === 'router' ? carriedByPort(site, zones, link) : { native: nativeId, tagged: ['2-4094'] };
  return { ...nothing, name: link.role, title: 'Part of the LAN', bridge: topology.lan, carried, isolated: isolation(topology), vlans: vlansOver(link.role, machine.links) };
}

// The bridge carries the zones' VLANs also where no zone lives on the bridge itself.
function lanNetwork(site: Site, zones: readonly Zone[], topology: Topology): LinkNetwork[] {
  if (topology.lan === null) return [];
  return [{ ...nothing, name: topology.lan, title: 'The LAN', vlans: vlanNames(zones, topology), carried: carriedByNode(site, zones), forwards: true, quiet: true }];
}

function joinedParts(zones: readonly Zone[], topology: Topology): LinkNetwork[] {
  const zone = joinedIn(zones, topology);
  if (zone === undefined) return [];
  return [untaggedName, taggedName(zone.vlan)].map((name) => ({ ...nothing, name, title: `Part of the zone ${zone.name}`, bridge: interfaceOfZone(zone, topology) }));
}

function vlanNames(zones: readonly Zone[], topology: Topology): string[] {
  const zone = joinedIn(zones, topology);
  return vlanZones(zones, topology).flatMap((each) => (each.zone === zone ? [untaggedName, taggedName(zone.vlan)] : [each.interface]));
}

// Where nothing is known to lead outside, any of the cables may: the provider's network and the house must not become one.
function isolation({ mode }: Topology): 'yes' | 'no' {
  return mode === 'host' ? 'yes' : 'no';
}

function loneLink(site: Site, { lan, bridged }: Topology): LinkNetwork[] {
  return lan === null ? [] : [{ ...uplink(lan, site), carried: bridged.length > 0 ? { native: nativeId, tagged: [] } : null }];
}

function zoneNetworks(site: Site, machine: Machine, zones: readonly Zone[], topology: Topology): LinkNetwork[] {
  const prefix = uniqueLocalPrefix(site, machine);
  return carriedZones(zones, topology).map(({ zone, interface: name }) => ({
    ...nothing,
    ...(name === topology.lan ? lanNetwork(site, zones, topology)[0] : {}),
    name,
    title: `Zone ${zone.name}`,
    zone: zoneNetwork(zone, zones.indexOf(zone), prefix),
    forwards: true,
    quiet: false,
  }));
}

function zoneNetwork(zone: Zone, index: number, prefix: string): ZoneNetwork {
  const local = uniqueLocalSubnet(prefix, zone);
  const length = zone.subnet.split('/')[1] ?? '24';
  return {
    domain: domainOfZone(zone),
    addresses: [`${zone.gateway}/${length}`, `${local.gateway}/64`],
    local,
    // By the place in the list of all zones: switching one on does not renumber the others.
    delegated: reachesInternet(zone) ? { subnetId: index } : null,
  };
}

function vlanZones(zones: readonly Zone[], topology: Topology): ReturnType<typeof carriedZones> {
  return topology.mode === 'host' ? [] : carriedZones(zones, topology).filter(({ zone }) => zone.vlan !== 0);
}

function vlansOver(role: string, links: readonly RoleLink[]): string[] {
  return links.filter(({ vlan }) => vlan?.over === role).map((link) => link.role);
}

/** A link towards a network that someone else runs. */
function uplink(name: string, site: Site): LinkNetwork {
  const { mode, address, gateway } = site.network.wan;
  const title = 'Towards the internet';
  if (mode === 'static' && address !== undefined) return { ...nothing, name, title, static: fixed(address, gateway ?? null) };
  return { ...nothing, name, title, dhcp: true };
}

// A single address is in no network with its router: the kernel must be told that it is at the end of the cable.
function fixed(address: string, gateway: string | null): LinkNetwork['static'] {
  const isLone = isSingleAddress(address);
  return { address, gateway: isLone ? null : gateway, farGateway: isLone ? gateway : null };
}
