/** Whether a pinhole is one that its zone lets in. Pure. */
import { parseCidr, parseIpv4 } from '../site/ipv4.ts';
import type { Zone } from '../site/zones.ts';
import type { CollectedFacts } from '../../templates/contract.ts';

/** Everything that is wrong with it, in words; empty if nothing is. */
export function refusePinhole({ name, module, from, to }: CollectedFacts['pinholes'][number], zones: readonly Zone[]): string[] {
  const what = `pinhole ${name} of module ${module}`;
  const zone = zones.find((each) => each.name === to.zone);
  if (zone === undefined) return [`${what} leads into the zone ${to.zone}, which does not exist`];
  if (!zone.enabled) return [`${what} leads into the zone ${zone.name}, which is off: switch it on with network.zones.${zone.name}.enabled: true`];
  const strangers = from.filter((side) => !zone.pinholesFrom.includes(side));
  return [
    ...strangers.map((side) => `${what} comes from ${side}, but the zone ${zone.name} lets pinholes in from ${zone.pinholesFrom.join(' and ') || 'nowhere'}`),
    ...(isOutside(to.address, zone) ? [`${what} leads to ${to.address ?? ''}, which is not in ${zone.subnet} of the zone ${zone.name}`] : []),
  ];
}

function isOutside(address: string | undefined, zone: Zone): boolean {
  const [number, subnet] = [parseIpv4(address ?? ''), parseCidr(zone.subnet)];
  return number !== undefined && subnet !== undefined && (number < subnet.network || number > subnet.last);
}
