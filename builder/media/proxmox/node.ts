/** What a Proxmox VE node of the site is called and where it stands in the management network (DEFAULTS.md). Pure. */
import { formatIpv4, parseCidr } from '../../site/ipv4.ts';
import type { Site } from '../../site/site.ts';
import { zonesOf, type Zone } from '../../site/zones.ts';

export interface Node {
  readonly number: number;
  readonly hostname: string;
  readonly fqdn: string;
  /** In the management zone, CIDR notation. */
  readonly address: string;
  /** The platform itself, which runs as a guest. */
  readonly gateway: string;
}

/** Nodes have the numbers 1 to 9 and the addresses .10 to .18. */
export function nodeOf(site: Site, number: number): Node {
  const zone = managementOf(site);
  const network = parseCidr(zone.subnet);
  const hostname = `pve${number}`;
  return {
    number,
    hostname,
    fqdn: `${hostname}.mgmt.internal`,
    address: `${formatIpv4((network?.network ?? 0) + 9 + number)}/${network?.prefix ?? 24}`,
    gateway: zone.gateway,
  };
}

function managementOf(site: Site): Zone {
  const zone = zonesOf(site).find(({ type }) => type === 'management');
  if (zone === undefined) throw new Error('There is no management zone.');
  return zone;
}
