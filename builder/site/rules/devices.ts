/** Rules about the machines that have a fixed place in a zone. */
import { quote, type Path } from '../finding.ts';
import { formatIpv4, parseCidr, parseIpv4 } from '../ipv4.ts';
import type { Site } from '../site.ts';
import { zonesOf, type Zone } from '../zones.ts';
import { when, type Rule } from './rule.ts';

interface Placed {
  readonly path: Path;
  readonly zone: Zone;
  readonly name: string;
  readonly device: NonNullable<Site['network']['zones'][string]['devices']>[string];
}

export const deviceAddressesFit: Rule = (site) =>
  devices(site).flatMap(({ path, zone, device }) => {
    const reason = device.address === undefined ? undefined : refuseAddress(device.address, zone);
    return when(reason !== undefined, () => ({
      path: [...path, 'address'],
      message: `${quote(device.address)} cannot be the address of a machine in the zone ${zone.name}`,
      remedy: reason ?? '',
    }));
  });

export const devicesAreApart: Rule = (site) =>
  devices(site).flatMap(({ path, device }, index, all) =>
    (['mac', 'address'] as const).flatMap((key) => {
      const earlier = all.slice(0, index).find((other) => device[key] !== undefined && normal(other.device[key]) === normal(device[key]));
      return when(earlier !== undefined, () => ({
        path: [...path, key],
        message: `${quote(device[key])} is already that of ${earlier?.name ?? ''}`,
        remedy: 'every machine has its own: correct one of them',
      }));
    }),
  );

/** dnsmasq does not start with a name that leads to two machines. */
export const deviceNamesAreApart: Rule = (site) =>
  zonesOf(site).flatMap(({ name: zone }) => {
    const all = devices(site).filter((each) => each.zone.name === zone).flatMap(namesOf);
    return all.flatMap(({ path, at, name, owner }, index) => {
      const other = at === 'key' ? undefined : (all.find((each) => each.name === name && each.at === 'key') ?? all.slice(0, index).find((each) => each.name === name));
      return when(other !== undefined, () => ({ path, message: other?.owner === owner ? `${owner} has the name ${quote(name)} already` : `the name ${quote(name)} in the zone ${zone} is already that of ${other?.owner ?? ''}`, remedy: 'every name leads to one machine: remove it, or take another' }));
    });
  });

/** What the DHCP server reads as the time of a lease, as a lease without end, or as an order to give none. */
const wordsOfLeases = /^(\d+[smhdw]?|infinite|ignore)$/i;

export const deviceNamesAreNoTimes: Rule = (site) =>
  devices(site).flatMap(({ path, name }) =>
    when(wordsOfLeases.test(name), () => ({ path, at: 'key', message: `${quote(name)} cannot be the name of a machine`, remedy: `who gives out addresses would read it as a time or an order; write ${/^\d/.test(name) ? `machine-${name.toLowerCase()}` : `${name.toLowerCase()}-1`}, or another name` })),
  );

export const deviceMacsAreUnicast: Rule = (site) =>
  devices(site).flatMap(({ path, device: { mac } }) =>
    when(mac !== undefined && !isUnicast(mac), () => ({ path: [...path, 'mac'], message: `${quote(mac)} is not the address of one port`, remedy: 'write the address of the port of that machine, which stands on it or in its settings' })),
  );

interface Named {
  readonly path: Path;
  readonly at?: 'key';
  readonly name: string;
  readonly owner: string;
}

function namesOf({ path, name: owner, device }: Placed): Named[] {
  return [{ path, at: 'key', name: owner, owner }, ...(device.aliases ?? []).map((name, index) => ({ path: [...path, 'aliases', index], name, owner }))];
}

function isUnicast(mac: string): boolean {
  return Number.parseInt(mac.slice(0, 2), 16) % 2 === 0 && /[1-9a-f]/i.test(mac);
}

function devices(site: Site): Placed[] {
  return zonesOf(site).flatMap((zone) =>
    Object.entries(site.network.zones[zone.name]?.devices ?? {}).map(([name, device]) => ({ path: ['network', 'zones', zone.name, 'devices', name], zone, name, device })),
  );
}

function refuseAddress(address: string, zone: Zone): string | undefined {
  const [number, subnet] = [parseIpv4(address), parseCidr(zone.subnet)];
  if (number === undefined || subnet === undefined) return undefined;
  if (number <= subnet.network || number >= subnet.last) return `take one from ${formatIpv4(subnet.network + 2)} to ${formatIpv4(subnet.last - 1)}`;
  return address === zone.gateway ? 'it is the address of this machine; take the next one' : undefined;
}

function normal(text: string | undefined): string | undefined {
  return text?.toLowerCase().replaceAll('-', ':');
}
