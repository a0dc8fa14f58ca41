/** Rules about the services that a site lets somebody reach: each must be reachable, and by one way only. */
import { quote, type Finding, type Path } from '../finding.ts';
import { parseCidr, parseIpv4 } from '../ipv4.ts';
import type { Site } from '../site.ts';
import { zonesOf, type Zone } from '../zones.ts';
import { when, type Rule } from './rule.ts';

type SitePinhole = NonNullable<Site['network']['zones'][string]['pinholes']>[string];

interface Placed {
  readonly path: Path;
  readonly zone: Zone;
  readonly name: string;
  readonly pinhole: SitePinhole;
}

export const servicesAreInZonesThatAreOn: Rule = (site) =>
  zonesOf(site).filter(({ enabled }) => !enabled).flatMap(({ name }) =>
    (['devices', 'pinholes'] as const)
      .filter((key) => Object.keys(site.network.zones[name]?.[key] ?? {}).length > 0)
      .map((key): Finding => ({
        path: ['network', 'zones', name, key],
        at: 'key',
        message: `the zone ${name} is off, so ${key === 'devices' ? 'no machine gets an address there' : 'nothing in it can be reached'}`,
        remedy: `switch it on with enabled: true beside it, or remove its ${key}`,
      })),
  );

export const pinholesComeFromWhereTheyMay: Rule = (site) =>
  pinholes(site).flatMap(({ path, zone, pinhole }) =>
    pinhole.from.flatMap((side, index): Finding[] => {
      const at = [...path, 'from', index];
      const other = zonesOf(site).find(({ name }) => name === side);
      if (!zone.pinholesFrom.includes(side)) return [{ path: at, message: `the zone ${zone.name} lets pinholes in from ${zone.pinholesFrom.join(' and ') || 'nowhere'}, not from ${quote(side)}`, remedy: wayFrom(side, zone, other) }];
      return when(other?.enabled === false, () => ({ path: at, message: `the zone ${side} is off, so nobody comes from there`, remedy: `switch it on with network.zones.${side}.enabled: true, or remove it here` }));
    }),
  );

export const pinholesLeadSomewhere: Rule = (site) =>
  pinholes(site).flatMap(({ path, zone, pinhole: { address, from, publicPort } }): Finding[] => [
    ...when(isElsewhere(address, zone), () => ({ path: [...path, 'address'], message: `${quote(address)} is not in the zone ${zone.name}, so nothing would be reached`, remedy: `take an address of ${zone.subnet}` })),
    ...when(address === zone.gateway, () => ({ path: [...path, 'address'], message: `${quote(address)} is the address of this machine, so nothing would be reached`, remedy: `take that of another machine in ${zone.subnet}` })),
    ...when(address === undefined && from.includes('internet'), () => ({ path, at: 'key', message: 'from the internet one machine is reached, and this does not say which', remedy: `add address: with the address of the machine in ${zone.subnet}` })),
    ...when(publicPort !== undefined && !from.includes('internet'), () => ({ path: [...path, 'publicPort'], at: 'key', message: 'publicPort is for what comes from the internet', remedy: 'remove it, or add internet to `from`' })),
  ]);

export const publicPortsAreUsedOnce: Rule = (site) =>
  pinholes(site).filter(isPassedOn).flatMap(({ path, pinhole }, index, all) => {
    const earlier = all.slice(0, index).find((other) => publicPort(other.pinhole) === publicPort(pinhole));
    return when(earlier !== undefined, () => ({
      path: [...path, pinhole.publicPort === undefined ? 'port' : 'publicPort'],
      message: `${publicPort(pinhole)} of the public address leads to ${earlier?.name ?? ''} already`,
      remedy: 'write publicPort: with another number beside it',
    }));
  });

function wayFrom(side: string, zone: Zone, other: Zone | undefined): string {
  if (side === 'internet') return isClosed(zone) ? 'remove the pinhole' : 'put the machine into the zone dmz, which is for what the internet may reach';
  if (other === undefined) return `there is no zone of that name: ${zone.pinholesFrom.length > 0 ? `write ${zone.pinholesFrom.join(' or ')}` : 'remove the pinhole'}`;
  if (other.name === 'mgmt') return 'mgmt reaches every zone already: remove it';
  if (other.type === 'guest') return 'guests reach the internet and nothing else: remove it';
  if (other.mayReach.includes(zone.name)) return `${side} reaches the whole zone already: remove the pinhole`;
  return isClosed(zone) ? 'remove the pinhole' : `write pinholesFrom: [${[...zone.pinholesFrom, side].join(', ')}] in network.zones.${zone.name} if that is meant`;
}

/** Zones that let in nobody else, whatever the site says. */
function isClosed({ type, name }: Zone): boolean {
  return type === 'guest' || ['mgmt', 'iotUntrust', 'iotCams'].includes(name);
}

function isElsewhere(address: string | undefined, zone: Zone): boolean {
  const [number, subnet] = [parseIpv4(address ?? ''), parseCidr(zone.subnet)];
  return number !== undefined && subnet !== undefined && (number <= subnet.network || number >= subnet.last);
}

function isPassedOn({ zone, pinhole: { from, address } }: Placed): boolean {
  return zone.pinholesFrom.includes('internet') && from.includes('internet') && address !== undefined && !address.includes(':');
}

function publicPort({ protocol = 'tcp', port, publicPort: other }: SitePinhole): string {
  return `${protocol}/${other ?? port}`;
}

function pinholes(site: Site): Placed[] {
  return zonesOf(site).filter(({ enabled }) => enabled).flatMap((zone) =>
    Object.entries(site.network.zones[zone.name]?.pinholes ?? {}).map(([name, pinhole]) => ({ path: ['network', 'zones', zone.name, 'pinholes', name], zone, name, pinhole })),
  );
}
