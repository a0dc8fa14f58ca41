/** The zones of the house network (TAPPaaS profile `core` plus opt-in `iot`). */
import { formatIpv4, parseCidr } from './ipv4.ts';
import type { Site, ZoneOverride } from './site.ts';

export interface Zone {
  readonly name: string;
  readonly type: 'management' | 'service' | 'client' | 'guest' | 'dmz' | 'iot';
  readonly enabled: boolean;
  /** 0 where the zone has none. */
  readonly vlan: number;
  /** Whether it takes the untagged frames of the LAN. */
  readonly untagged: boolean;
  /** CIDR of the zone, `10.2.0.0/24`. */
  readonly subnet: string;
  readonly gateway: string;
  readonly dhcp: { readonly from: string; readonly to: string };
  /** Zones this one may start connections to; `internet` is the world, `*` every zone. */
  readonly mayReach: readonly string[];
  /** Zones (or `internet`) that may come in only through a declared pinhole. */
  readonly pinholesFrom: readonly string[];
  /** Zones whose devices are found from here by asking the network (mDNS), and the other way round. */
  readonly discovers: readonly string[];
}

type ZoneDefault = Omit<Zone, 'subnet' | 'gateway' | 'dhcp' | 'discovers' | 'untagged'> & { readonly subnet?: string };

/** The dmz keeps its own subnet: it does not follow from its VLAN. */
export const zoneDefaults: readonly ZoneDefault[] = [
  { name: 'mgmt', type: 'management', enabled: true, vlan: 0, mayReach: ['internet', '*'], pinholesFrom: [] },
  { name: 'srv', type: 'service', enabled: true, vlan: 200, mayReach: ['internet'], pinholesFrom: ['dmz'] },
  {
    name: 'home',
    type: 'client',
    enabled: true,
    vlan: 310,
    mayReach: ['internet', 'srv', 'iotCloud', 'iotLocal'],
    pinholesFrom: [],
  },
  { name: 'work', type: 'client', enabled: false, vlan: 320, mayReach: ['internet', 'srv'], pinholesFrom: [] },
  { name: 'guest', type: 'guest', enabled: true, vlan: 510, mayReach: ['internet'], pinholesFrom: [] },
  {
    name: 'dmz',
    type: 'dmz',
    enabled: true,
    vlan: 610,
    subnet: '10.6.0.0/24',
    mayReach: ['internet'],
    pinholesFrom: ['internet'],
  },
  { name: 'iotLocal', type: 'iot', enabled: false, vlan: 410, mayReach: [], pinholesFrom: ['srv'] },
  { name: 'iotCloud', type: 'iot', enabled: false, vlan: 420, mayReach: ['internet'], pinholesFrom: ['srv', 'home'] },
  { name: 'iotCams', type: 'iot', enabled: false, vlan: 430, mayReach: [], pinholesFrom: ['srv'] },
  { name: 'iotUntrust', type: 'iot', enabled: false, vlan: 440, mayReach: ['internet'], pinholesFrom: [] },
];

/** The zone of untagged frames if the site does not say: most houses have a switch that knows no VLANs. */
export const usualUntagged = 'home';

/** Name of the zone of untagged frames; it may not be there. */
export function untaggedZone({ network: { zones, lan } }: Site): string {
  return lan.untagged ?? (zones[usualUntagged]?.enabled === false ? 'mgmt' : usualUntagged);
}

export { overlaySubnet } from './overlay.ts';

/** What zones of a site's own may reach if it does not say. */
const usualReach: Readonly<Record<NonNullable<ZoneOverride['type']>, readonly string[]>> = {
  service: ['internet'],
  client: ['internet', 'srv'],
  guest: ['internet'],
  iot: [],
};

export const zoneNames: readonly string[] = zoneDefaults.map((zone) => zone.name);

/** All zones with the site's changes, then those of its own; the disabled ones are in the list too. */
export function zonesOf(site: Site): Zone[] {
  const { zones } = site.network;
  const untagged = untaggedZone(site);
  const own = Object.entries(zones).flatMap(([name, zone]) => (isOwnZone(name) ? ownZone(name, zone) : []));
  return [...zoneDefaults, ...own].map((zone) => withOverride(zone, zones[zone.name] ?? {}, zone.name === untagged));
}

/** Whether the zone is none of those that everyone has. */
export function isOwnZone(name: string): boolean {
  return !zoneNames.includes(name);
}

function ownZone(name: string, { type, vlan }: ZoneOverride): ZoneDefault[] {
  return type === undefined || vlan === undefined ? [] : [{ name, type, enabled: true, vlan, mayReach: usualReach[type], pinholesFrom: [] }];
}

/** The subnet that a zone has if the site says nothing: VLAN type*100+sub gives 10.type.sub.0/24. */
export function defaultSubnet(zone: ZoneDefault): string {
  return zone.subnet ?? `10.${Math.floor(zone.vlan / 100)}.${zone.vlan % 100}.0/24`;
}

function withOverride(zone: ZoneDefault, override: ZoneOverride, untagged: boolean): Zone {
  const subnet = override.subnet ?? defaultSubnet(zone);
  const network = parseCidr(subnet)?.network ?? 0;
  const from = zone.type === 'management' ? 100 : 50;
  const to = zone.type === 'management' ? 254 : 250;
  return {
    ...zone,
    enabled: override.enabled ?? zone.enabled,
    vlan: override.vlan ?? zone.vlan,
    untagged,
    mayReach: override.mayReach ?? zone.mayReach,
    pinholesFrom: override.pinholesFrom ?? zone.pinholesFrom,
    discovers: override.discovers ?? [],
    subnet,
    gateway: formatIpv4(network + 1),
    dhcp: { from: formatIpv4(network + from), to: formatIpv4(network + to) },
  };
}
