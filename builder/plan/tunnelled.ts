/** The link that carries IPv4 where the way outside has IPv6 alone (DS-Lite). Pure. */
import type { RoleLink } from '../../templates/contract-network.ts';
import { topologyOf } from '../../templates/topology.ts';
import type { Site } from '../site/site.ts';

/** Its name, and its role. */
export const tunnelRole = 'ds-wan';

/** The links, with the tunnel over the way outside where the site says so. A machine that is no router has none. */
export function withTunnel({ network: { wan } }: Site, links: readonly RoleLink[]): readonly RoleLink[] {
  const { mode, wan: [over] } = topologyOf({ links, addresses: [] });
  const outside = links.find(({ role }) => role === over);
  if (wan.dslite === undefined || mode === 'host' || outside === undefined || links.some(({ tunnelled }) => tunnelled !== undefined)) return links;
  return [...links, { role: tunnelRole, kind: 'wan', mac: outside.mac, tunnelled: { over: outside.role } }];
}
