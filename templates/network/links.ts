/** Which link gets which configuration. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Zone } from '../../builder/site/zones.ts';
import type { Machine, RoleLink } from '../contract.ts';
import { carriedZones, domainOfZone, managementZone, reachesInternet, uniqueLocalPrefix, uniqueLocalSubnet, type Topology } from '../topology.ts';

/** What one `.network` file says; null and false are left out. */
export interface LinkNetwork {
  readonly name: string;
  readonly title: string;
  readonly bridge: string | null;
  readonly dhcp: boolean;
  readonly static: { readonly address: string; readonly gateway: string | null } | null;
  readonly zone: ZoneNetwork | null;
  /** VLAN links that lie on this one. */
  readonly vlans: readonly string[];
  /** VLAN ids that this port or bridge carries besides the untagged network: `2-4094`; null where there is no bridge. */
  readonly tagged: readonly string[] | null;
  /** Of a port of a bridge: speaks with the node only, not with the other ports; null where there is no bridge. */
  readonly isolated: 'yes' | 'no' | null;
  readonly forwards: boolean;
}

/** What the node is in a zone: its gateway, and who announces the zone's IPv6. */
export interface ZoneNetwork {
  readonly domain: string;
  readonly addresses: readonly string[];
  readonly local: { readonly subnet: string; readonly gateway: string };
  /** Number of the zone's part of the provider's prefix; null for zones that do not reach the internet. */
  readonly delegated: { readonly subnetId: number } | null;
}

const nothing = { bridge: null, dhcp: false, static: null, zone: null, vlans: [], tagged: null, isolated: null, forwards: false };

/** The `.link` files: of cables, not of VLANs on them. */
export function linksOf(machine: Machine): Record<string, { role: string; mac: string; path: string | null }> {
  const cables = machine.links.filter(({ vlan }) => vlan === undefined);
  return Object.fromEntries(cables.map(({ role, mac, path = null }) => [role, { role, mac, path }]));
}

/** The `.netdev` files: links that exist in software only. */
export type Device =
  | { readonly name: string; readonly bridge: true; readonly vlan: null }
  | { readonly name: string; readonly bridge: false; readonly vlan: number };

export function devicesOf(machine: Machine, zones: readonly Zone[], topology: Topology): Record<string, Device> {
  const bridges: Device[] = topology.bridged.length > 0 && topology.lan !== null ? [{ name: topology.lan, bridge: true, vlan: null }] : [];
  const uplinks = machine.links.flatMap(({ role, vlan }): Device[] => (vlan === undefined ? [] : [{ name: role, bridge: false, vlan: vlan.id }]));
  const tagged = taggedZones(zones, topology).map(({ zone, interface: name }): Device => ({ name, bridge: false, vlan: zone.vlan }));
  return Object.fromEntries([...bridges, ...uplinks, ...tagged].map((device) => [device.name, device]));
}

export function networksOf(site: Site, machine: Machine, zones: readonly Zone[], topology: Topology): Record<string, LinkNetwork> {
  const networks = [
    ...topology.wan.map((name) => ({ ...uplink(name, site), forwards: topology.mode === 'router' })),
    ...topology.bridged.map((name): LinkNetwork => ({ ...nothing, name, title: 'Part of the LAN', bridge: topology.lan, tagged: ['2-4094'], isolated: isolation(topology) })),
    ...(topology.mode === 'router' ? zoneNetworks(site, machine, zones, topology) : loneLink(site, topology)),
  ];
  return Object.fromEntries(networks.map((network) => [network.name, network]));
}

// Where nothing is known to lead outside, any of the cables may: the provider's network and the house must not become one.
function isolation({ mode }: Topology): 'yes' | 'no' {
  return mode === 'host' ? 'yes' : 'no';
}

function loneLink(site: Site, { lan }: Topology): LinkNetwork[] {
  return lan === null ? [] : [uplink(lan, site)];
}

function zoneNetworks(site: Site, machine: Machine, zones: readonly Zone[], topology: Topology): LinkNetwork[] {
  const prefix = uniqueLocalPrefix(site, machine);
  const tagged = taggedZones(zones, topology);
  return carriedZones(zones, topology).map(({ zone, interface: name }) => {
    const isLan = name === topology.lan;
    return {
      ...nothing,
      name,
      title: `Zone ${zone.name}`,
      zone: zoneNetwork(zone, zones.indexOf(zone), prefix),
      vlans: isLan ? [...tagged.map((other) => other.interface), ...vlansOver(name, machine.links)] : [],
      tagged: isLan && topology.bridged.length > 0 ? tagged.map((other) => String(other.zone.vlan)) : null,
      forwards: true,
    };
  });
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

function taggedZones(zones: readonly Zone[], topology: Topology): ReturnType<typeof carriedZones> {
  return carriedZones(zones, topology).filter(({ zone }) => zone.name !== managementZone);
}

function vlansOver(role: string, links: readonly RoleLink[]): string[] {
  return links.filter(({ vlan }) => vlan?.over === role).map((link) => link.role);
}

/** A link towards a network that someone else runs. */
function uplink(name: string, site: Site): LinkNetwork {
  const { mode, address, gateway } = site.network.wan;
  const title = 'Towards the internet';
  if (mode === 'static' && address !== undefined) return { ...nothing, name, title, static: { address, gateway: gateway ?? null } };
  return { ...nothing, name, title, dhcp: true };
}
