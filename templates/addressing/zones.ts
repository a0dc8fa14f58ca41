/** The zones as dnsmasq wants them. Pure. */
import { formatIpv4, parseCidr } from '../../builder/site/ipv4.ts';
import type { Site } from '../../builder/site/site.ts';
import type { Zone } from '../../builder/site/zones.ts';
import { carriedZones, domainOfZone, type Topology } from '../topology.ts';

export interface LeaseZone {
  readonly name: string;
  readonly interface: string;
  readonly domain: string;
  readonly subnet: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly from: string;
  readonly to: string;
  readonly devices: readonly Device[];
}

/** A machine that the site file gives a name, and maybe an address. */
export interface Device {
  /** With the zone's domain. */
  readonly name: string;
  readonly hostname: string;
  readonly mac: string | null;
  readonly address: string | null;
  /** Further names, with the zone's domain. */
  readonly aliases: readonly string[];
}

export function leaseZones(site: Site, zones: readonly Zone[], topology: Topology): LeaseZone[] {
  return carriedZones(zones, topology).map(({ zone, interface: name }) => ({
    name: zone.name,
    interface: name,
    domain: domainOfZone(zone),
    subnet: zone.subnet,
    netmask: netmaskOf(zone.subnet),
    gateway: zone.gateway,
    from: zone.dhcp.from,
    to: zone.dhcp.to,
    devices: devicesOf(site, zone),
  }));
}

function devicesOf(site: Site, zone: Zone): Device[] {
  const domain = domainOfZone(zone);
  return Object.entries(site.network.zones[zone.name]?.devices ?? {}).map(([hostname, { mac, address, aliases = [] }]) => ({
    hostname,
    name: `${hostname}.${domain}`,
    mac: mac?.toLowerCase().replaceAll('-', ':') ?? null,
    address: address ?? null,
    aliases: aliases.map((alias) => `${alias}.${domain}`),
  }));
}

export function netmaskOf(subnet: string): string {
  const prefix = parseCidr(subnet)?.prefix ?? 24;
  return formatIpv4(2 ** 32 - 2 ** (32 - prefix));
}

/** The smallest reverse domain that holds the whole subnet: `10.3.10.in-addr.arpa` for 10.3.10.0/24. */
export function reverseDomain(subnet: string): string {
  const { network = 0, prefix = 24 } = parseCidr(subnet) ?? {};
  const octets = formatIpv4(network).split('.').slice(0, Math.floor(prefix / 8));
  return [...octets.reverse(), 'in-addr.arpa'].join('.');
}
