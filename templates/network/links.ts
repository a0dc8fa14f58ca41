/** Which link gets which configuration. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Zone } from '../../builder/site/zones.ts';
import type { Machine } from '../contract.ts';
import type { Topology } from '../topology.ts';
import { poolOf, type Pool } from './pool.ts';

/** What one `.network` file says; null and false are left out. */
export interface LinkNetwork {
  readonly name: string;
  readonly title: string;
  readonly bridge: string | null;
  readonly dhcp: boolean;
  readonly static: { readonly address: string; readonly gateway: string | null } | null;
  readonly server: (Pool & { readonly address: string; readonly gateway: string }) | null;
  readonly forwards: boolean;
}

const nothing = { bridge: null, dhcp: false, static: null, server: null, forwards: false };

export function linksOf(machine: Machine): Record<string, { role: string; mac: string }> {
  return Object.fromEntries(machine.links.map(({ role, mac }) => [role, { role, mac }]));
}

export function bridgesOf(topology: Topology): Record<string, { name: string }> {
  return topology.bridged.length > 0 && topology.lan !== null ? { [topology.lan]: { name: topology.lan } } : {};
}

export function networksOf(site: Site, topology: Topology, lanZone: Zone | undefined): Record<string, LinkNetwork> {
  const networks = [
    ...topology.wan.map((name) => ({ ...uplink(name, site), forwards: topology.mode === 'router' })),
    ...topology.bridged.map((name) => ({ ...nothing, name, title: 'Part of the LAN', bridge: topology.lan })),
    ...(topology.lan === null ? [] : [lanNetwork(topology.lan, topology, site, lanZone)]),
  ];
  return Object.fromEntries(networks.map((network) => [network.name, network]));
}

function lanNetwork(name: string, topology: Topology, site: Site, zone: Zone | undefined): LinkNetwork {
  if (topology.mode === 'host' || zone === undefined) return uplink(name, site);
  const prefix = zone.subnet.split('/')[1] ?? '24';
  const server = { ...poolOf(zone), address: `${zone.gateway}/${prefix}`, gateway: zone.gateway };
  return { ...nothing, name, title: `LAN, zone ${zone.name}`, server, forwards: true };
}

/** A link towards a network that someone else runs. */
function uplink(name: string, site: Site): LinkNetwork {
  const { mode, address, gateway } = site.network.wan;
  const title = 'Towards the internet';
  if (mode === 'static' && address !== undefined) return { ...nothing, name, title, static: { address, gateway: gateway ?? null } };
  return { ...nothing, name, title, dhcp: true };
}
