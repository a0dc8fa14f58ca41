/** A board with up to three links, and what is known or heard of them. */
import type { Link } from '../../../installer/inventory/inventory.ts';
import type { LinkDecision } from '../../../installer/plan/links.ts';
import type { RoleLink } from '../../../templates/contract.ts';
import { siteFor } from './site-for.ts';

export const [a, b, c] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b', '02:00:00:00:00:0c'] as const;
export const first = link('enp1s0', a, 'pci-0000:01:00.0');
export const second = link('enp2s0', b, 'pci-0000:02:00.0');
export const third = link('enp3s0', c, 'pci-0000:03:00.0');
export const automatic = siteFor();

export function link(name: string, permanentMac: string, path: string, changes: Partial<Link> = {}): Link {
  return { name, permanentMac, path, bus: 'pci', carrier: true, wireless: false, ...changes };
}

export function heard(...names: readonly string[]) {
  return names.map((name) => ({ name, hasLease: true, hasRouterAdvertisement: false }));
}

export function known(roles: Readonly<Record<string, string>>): RoleLink[] {
  return Object.entries(roles).map(([role, mac]) => ({ role, kind: role.startsWith('wan') ? 'wan' : 'lan', mac }));
}

export function pinned(wan: string | undefined, macs: string[]) {
  return siteFor({}, { wan: { mac: wan, mode: 'dhcp', dns: [] }, lan: { macs } });
}

export function roles({ links }: LinkDecision): Record<string, string> {
  return Object.fromEntries(links.map(({ role, mac }) => [role, mac]));
}
