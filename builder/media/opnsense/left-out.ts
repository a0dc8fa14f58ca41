/** What a site says that config.xml does not bring, for the person who then does it in OPNsense. Pure. */
import { isIPv6 } from 'node:net';
import type { Site } from '../../site/site.ts';

/** One line for each: where it stands in site.yaml, and where it is set in OPNsense. */
export function leftOut({ network, modules }: Site): string[] {
  const zones = Object.entries(network.zones);
  return [
    ...zones.filter(([, { discovers = [] }]) => discovers.length > 0).map(([zone, { discovers = [] }]) =>
      `network.zones.${zone}.discovers: install the plugin os-mdns-repeater, and name ${[zone, ...discovers].join(' and ')} in Services: mDNS Repeater; it repeats between all that are named there`),
    ...zones.flatMap(([zone, { pinholes = {} }]) =>
      Object.entries(pinholes).filter(([, { address }]) => address !== undefined && isIPv6(address)).map(([name]) => `network.zones.${zone}.pinholes.${name}: the house has no IPv6 behind OPNsense as it is rendered here`)),
    ...Object.keys(modules).map((name) => `modules.${name}: it is set on the platform, not in OPNsense`),
  ];
}
