/** Rules about the zones of the house network. */
import { quote, type Path } from '../finding.ts';
import { isPrivate, overlaps, parseCidr } from '../ipv4.ts';
import type { Site } from '../site.ts';
import { defaultSubnet, isOwnZone, overlaySubnet, zoneDefaults, zonesOf, type Zone } from '../zones.ts';
import { when, type Rule } from './rule.ts';

export const vlansAreIds: Rule = (site) =>
  overridden(site, 'vlan').flatMap(({ name, vlan }) => {
    const own = zoneDefaults.find((zone) => zone.name === name)?.vlan;
    const isNone = own === 0 && vlan === 0;
    return when(!isNone && (vlan < 2 || vlan > 4094), () => ({
      path: pathOf(name, 'vlan'),
      message: vlan === 1 ? 'VLAN 1 is what switches call the untagged network' : `${vlan} is not a VLAN id`,
      remedy: vlanRemedy(name, vlan, own),
    }));
  });

function vlanRemedy(name: string, vlan: number, own: number | undefined): string {
  const range = vlan === 1 ? 'take another, up to 4094' : 'VLAN ids go from 1 to 4094';
  return own === undefined || own === 0 ? range : `${range}; the ${name} zone's own is ${own}`;
}

export const vlansAreUnique: Rule = (site) =>
  clashes(site, 'vlan', (one, other) => one.vlan === other.vlan).map(({ zone, other }) => ({
    path: pathOf(zone, 'vlan'),
    message: `the zones ${zone} and ${other.name} both have VLAN ${other.vlan}`,
    remedy: 'every zone needs a VLAN id of its own',
  }));

export const subnetsArePrivate: Rule = (site) =>
  overridden(site, 'subnet').flatMap(({ name, subnet }) => {
    const reason = refuseSubnet(subnet);
    const own = zoneDefaults.find((zone) => zone.name === name);
    return when(reason !== undefined, () => ({
      path: pathOf(name, 'subnet'),
      message: `${quote(subnet)} cannot be the subnet of a zone`,
      remedy: `${reason ?? ''}${own === undefined ? '' : `; the ${name} zone's own is ${defaultSubnet(own)}`}`,
    }));
  });

export const subnetsAreApart: Rule = (site) =>
  clashes(site, 'subnet', haveOverlap).map(({ zone, other }) => ({
    path: pathOf(zone, 'subnet'),
    message: `the subnets of the zones ${zone} and ${other.name} overlap`,
    remedy: `${other.name} has ${other.subnet}: choose a network outside of it`,
  }));

export const wanIsApart: Rule = (site) => {
  const { mode, address } = site.network.wan;
  const wan = mode === 'static' && address !== undefined ? parseCidr(address) : undefined;
  const overlay = parseCidr(overlaySubnet);
  if (wan === undefined) return [];
  if (overlay !== undefined && overlaps(wan, overlay)) return [{ path: ['network', 'wan', 'address'], message: `the network on the wan port overlaps with ${overlaySubnet}, which is for administrators who are elsewhere`, remedy: 'give the network of your router other addresses' }];
  return zonesOf(site).filter((zone) => zone.enabled && overlapsWith(zone, wan)).map((zone) => ({
    path: isOverridden(site, zone.name, 'subnet') ? pathOf(zone.name, 'subnet') : ['network', 'wan', 'address'],
    message: `the zone ${zone.name} (${zone.subnet}) overlaps with the network on the wan port`,
    remedy: `give the zone another network, such as network.zones.${zone.name}.subnet: 192.168.77.0/24`,
  }));
};

export const neededZonesAreOn: Rule = (site) =>
  ['mgmt', 'dmz'].filter((name) => site.network.zones[name]?.enabled === false).map((name) => ({
    path: pathOf(name, 'enabled'),
    message: `the ${name} zone cannot be switched off`,
    remedy: 'the platform itself needs it: remove the line',
  }));

export const subnetsLeaveTheOverlay: Rule = (site) => {
  const overlay = parseCidr(overlaySubnet);
  return zonesOf(site).filter((zone) => overlay !== undefined && zone.enabled && overlapsWith(zone, overlay)).map(({ name }) => ({
    path: pathOf(name, 'subnet'),
    message: `the zone ${name} overlaps with ${overlaySubnet}, which is for administrators who are elsewhere`,
    remedy: 'choose another network',
  }));
};

function overridden<Key extends 'vlan' | 'subnet'>(site: Site, key: Key): Array<Pick<Zone, 'name' | Key>> {
  return zonesOf(site).filter(({ name }) => site.network.zones[name]?.[key] !== undefined);
}

function isOverridden(site: Site, name: string, key: 'vlan' | 'subnet'): boolean {
  return isOwnZone(name) || site.network.zones[name]?.[key] !== undefined;
}

/** Every pair of enabled zones that get in each other's way, told once, at a zone that the site changed. */
function clashes(
  site: Site,
  key: 'vlan' | 'subnet',
  clash: (one: Zone, other: Zone) => boolean,
): Array<{ zone: string; other: Zone }> {
  const enabled = zonesOf(site).filter((zone) => zone.enabled);
  const untouched = enabled.filter((zone) => !isOverridden(site, zone.name, key));
  const changed = enabled.filter((zone) => isOverridden(site, zone.name, key));
  return changed.flatMap((zone, index) =>
    [...untouched, ...changed.slice(0, index)]
      .filter((other) => clash(zone, other))
      .map((other) => ({ zone: zone.name, other })),
  );
}

function haveOverlap(one: Zone, other: Zone): boolean {
  const cidr = parseCidr(other.subnet);
  return cidr !== undefined && overlapsWith(one, cidr);
}

function overlapsWith(zone: Zone, other: NonNullable<ReturnType<typeof parseCidr>>): boolean {
  const own = parseCidr(zone.subnet);
  return own !== undefined && overlaps(own, other);
}

function refuseSubnet(subnet: string): string | undefined {
  const cidr = parseCidr(subnet);
  if (cidr === undefined) return 'write an IPv4 network, such as 10.3.10.0/24';
  if (cidr.prefix < 16 || cidr.prefix > 24) return 'its length must be from /16 to /24';
  if (cidr.address !== cidr.network) return 'it must start with the first address of the network, whose last number is 0';
  return isPrivate(cidr) ? undefined : 'it must be private: inside of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16';
}

function pathOf(zone: string, key: keyof NonNullable<Site['network']['zones'][string]>): Path {
  return ['network', 'zones', zone, key];
}
