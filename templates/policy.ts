/**
 * Who may speak to whom: one model, from which the firewall is rendered and by which `pintxo why` answers. Pure.
 * Two sides with an interface each make a pair; a pair has one verdict. What no line names is refused.
 */
import { isIPv6 } from 'node:net';
import type { Zone } from '../builder/site/zones.ts';
import type { CollectedFacts, Machine, Protocol } from './contract.ts';
import { administratorZones, carriedZones, internet, managementZone, overlay, overlayNetwork, privateRanges, topologyOf, uniqueLocalPrefix, uniqueLocalSubnet, withoutPrefix, type Topology } from './topology.ts';

/** One end of the node: a zone, the overlay, or the world outside. */
export interface Side {
  readonly name: string;
  readonly interface: string;
  readonly outside: boolean;
  /** Networks behind the interface, in CIDR notation; empty for the world outside. */
  readonly subnets: readonly string[];
  /** Addresses of the node itself there, as far as they are known. */
  readonly own: readonly string[];
}

export interface Pass {
  readonly from: string;
  readonly to: string;
  /** Only addresses of the internet: nothing private that lies behind the uplink. */
  readonly publicOnly: boolean;
}

/** A port of the node itself, open to one side. */
export interface Service {
  readonly side: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** Also to addresses of the internet, where the node's lone link may hang on a modem. */
  readonly toAnyone: boolean;
  readonly title: string;
}

/** One way in, from one side to one side. */
export interface Opening {
  readonly from: string;
  readonly to: string;
  readonly address: string | null;
  readonly protocol: Protocol;
  readonly port: number;
  /** Port of the node's public IPv4 address that leads there; null where the way does not come from outside. */
  readonly publicPort: number | null;
  readonly title: string;
}

export interface Policy {
  readonly mode: Topology['mode'];
  readonly sides: readonly Side[];
  readonly passes: readonly Pass[];
  readonly services: readonly Service[];
  readonly openings: readonly Opening[];
  /** Sides from which administrators work. */
  readonly administrators: readonly string[];
}

interface Parts {
  readonly site: Parameters<typeof uniqueLocalPrefix>[0] & Parameters<typeof overlayNetwork>[0];
  readonly machine: Machine;
  readonly zones: readonly Zone[];
}

/** Zones that are not trusted with what lies between the node and the internet; the internet itself reaches the dmz. */
const publicOnlyTypes: ReadonlyArray<Zone['type']> = ['guest', 'iot', 'dmz'];

/** What those zones do not reach: private ranges, and those between a provider and its customers. */
export const notPublic = { ipv4: [...privateRanges.ipv4, '100.64.0.0/10'], ipv6: privateRanges.ipv6 };

export function policyOf({ site, machine, zones }: Parts, facts: Pick<CollectedFacts, 'ports' | 'pinholes'>): Policy {
  const topology = topologyOf(machine);
  const prefix = uniqueLocalPrefix(site, machine);
  const sides = [...insideOf({ site, machine, zones }, topology, prefix), ...outsideOf(topology, machine)];
  return {
    mode: topology.mode,
    sides,
    passes: topology.mode === 'router' ? passesOf(zones, sides) : [],
    services: facts.ports.flatMap((port) => servicesOf(port, sides, topology)),
    openings: facts.pinholes.flatMap((pinhole) => openingsOf(pinhole, zones, sides)),
    administrators: [...administratorZones(zones), overlay.name].filter((name) => hasSide(name, sides)),
  };
}

/** Whether a zone lets pinholes in from there: its own `pinholesFrom` names it. */
export function acceptsPinhole(zone: Pick<Zone, 'pinholesFrom'>, from: string): boolean {
  return zone.pinholesFrom.includes(from);
}

function insideOf({ site, zones, machine }: Parts, topology: Topology, prefix: string): Side[] {
  const carried = carriedZones(zones, topology).map(({ zone, interface: name }) => ({
    name: zone.name,
    interface: name,
    outside: false,
    ...(topology.mode === 'router' ? ownNetworks(zone, prefix) : { subnets: [], own: observed(name, machine) }),
  }));
  const { name, interface: link } = overlay;
  const { subnet, gateway } = overlayNetwork(site);
  return [...carried, { name, interface: link, outside: false, subnets: [subnet], own: [gateway] }];
}

function ownNetworks(zone: Zone, prefix: string): Pick<Side, 'subnets' | 'own'> {
  const local = uniqueLocalSubnet(prefix, zone);
  return { subnets: [zone.subnet, local.subnet], own: [zone.gateway, local.gateway] };
}

function outsideOf({ wan, mode }: Topology, machine: Machine): Side[] {
  if (mode === 'host') return [];
  return wan.map((name) => ({ name: internet, interface: name, outside: true, subnets: [], own: observed(name, machine) }));
}

function observed(role: string, { addresses }: Machine): string[] {
  return addresses.filter((address) => address.role === role).map(({ cidr }) => withoutPrefix(cidr));
}

function passesOf(zones: readonly Zone[], sides: readonly Side[]): Pass[] {
  const management = zones.filter(({ name }) => name === managementZone);
  const reaching = [
    ...zones.map((zone) => ({ zone, from: zone.name, targets: targetsOf(zone, sides) })),
    ...management.map((zone) => ({ zone, from: overlay.name, targets: [managementZone] })),
  ];
  return reaching.flatMap(({ zone, from, targets }) =>
    targets
      .filter((to) => to !== from && hasSide(from, sides) && hasSide(to, sides))
      .map((to) => ({ from, to, publicOnly: to === internet && publicOnlyTypes.includes(zone.type) })),
  );
}

function targetsOf({ mayReach }: Zone, sides: readonly Side[]): string[] {
  const inside = sides.filter(({ outside }) => !outside).map(({ name }) => name);
  return [...new Set(mayReach.flatMap((name) => (name === '*' ? inside : [name])))];
}

/** The overlay's people have what the management zone has. */
function servicesOf(port: CollectedFacts['ports'][number], sides: readonly Side[], topology: Topology): Service[] {
  const wanted = new Set(port.zones.flatMap((zone) => sidesNamed(zone, topology)));
  return sides
    .filter(({ name }) => wanted.has(name))
    .map(({ name }) => ({
      side: name,
      protocol: port.protocol,
      port: port.port,
      toAnyone: topology.mode === 'host' && port.zones.includes('wan'),
      title: `${port.module}: ${port.name}`,
    }));
}

function sidesNamed(zone: string, { mode }: Topology): string[] {
  if (zone === 'wan') return [mode === 'router' ? internet : managementZone];
  return zone === managementZone ? [managementZone, overlay.name] : [zone];
}

function openingsOf(pinhole: CollectedFacts['pinholes'][number], zones: readonly Zone[], sides: readonly Side[]): Opening[] {
  const { to, protocol, port, publicPort } = pinhole;
  const zone = zones.find(({ name }) => name === to.zone);
  if (zone === undefined || !hasSide(zone.name, sides)) return [];
  return pinhole.from.filter((from) => hasSide(from, sides) && acceptsPinhole(zone, from)).map((from) => ({
    from,
    to: zone.name,
    address: to.address ?? null,
    protocol,
    port,
    publicPort: from === internet && to.address !== undefined && !isIPv6(to.address) ? (publicPort ?? port) : null,
    title: `${pinhole.module}: ${pinhole.name}`,
  }));
}

function hasSide(name: string, sides: readonly Side[]): boolean {
  return sides.some((side) => side.name === name);
}
