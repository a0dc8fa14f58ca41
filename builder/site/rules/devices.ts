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
