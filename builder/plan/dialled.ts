/** The link that is there while the provider is dialled (PPPoE). Pure. */
import type { RoleLink } from '../../templates/contract-network.ts';
import type { Site } from '../site/site.ts';

/** Its name, and its role. */
export const dialledRole = 'ppp-wan';

/** The links, with the one that is dialled over the way outside where the site says so. A machine that is no router dials nobody. */
export function withDialled({ network: { wan } }: Site, links: readonly RoleLink[]): readonly RoleLink[] {
  const outside = links.find(({ kind }) => kind === 'wan');
  const isRouter = outside !== undefined && links.some(({ kind }) => kind === 'lan');
  if (wan.pppoe === undefined || !isRouter || links.some(({ dialled }) => dialled !== undefined)) return links;
  return [...links, { role: dialledRole, kind: 'wan', mac: outside.mac, dialled: { over: outside.role } }];
}
