/** Roles that are settled before anything is heard: pinned by site.yaml, or remembered. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { RoleLink } from '../../templates/contract.ts';
import type { Link } from '../inventory/inventory.ts';

/** Role name to permanent MAC address. */
export type RoleMap = Map<string, string>;

/** Links in an order that lasts from boot to boot: by place on the board, USB last, then by MAC. */
export function inLastingOrder(links: readonly Link[]): Link[] {
  const key = ({ bus, path = '', permanentMac }: Link): string => `${bus === 'usb' ? 1 : 0} ${path} ${permanentMac}`;
  return [...links].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** Roles by the MAC addresses in site.yaml; an address that no wired link has is a problem, not an end. */
export function pinnedRoles({ wan, lan }: Site['network'], wired: readonly Link[]): { roles: RoleMap; problems: string[] } {
  const wanted = [
    ...(wan.mac === undefined ? [] : [{ role: 'wan0', mac: wan.mac, key: 'network.wan.mac' }]),
    ...lan.macs.map((mac, index) => ({ role: `lan${index}`, mac, key: 'network.lan.macs' })),
  ].map((pin) => ({ ...pin, mac: pin.mac.toLowerCase() }));
  const present = wanted.filter(({ mac }) => wired.some((link) => link.permanentMac === mac));
  const seen = wired.map(({ name, permanentMac }) => `${name} ${permanentMac}`).join(', ') || 'none';
  const problems = wanted
    .filter((pin) => !present.includes(pin))
    .map(({ mac, key }) => `site.yaml names ${mac} (${key}), but no wired link has this address. Links seen: ${seen}.`);
  return { roles: new Map(present.map(({ role, mac }) => [role, mac])), problems };
}

/** The pinned roles, and those of before whose link is still there and that are not given otherwise. */
export function rememberedRoles(pinned: RoleMap, wired: readonly Link[], known: readonly RoleLink[]): RoleMap {
  const roles = new Map(pinned);
  if (!isWorthRemembering(wired, known)) return roles;
  for (const { role, mac } of known) {
    const present = wired.some((link) => link.permanentMac === mac);
    if (present && !roles.has(role) && ![...roles.values()].includes(mac)) roles.set(role, mac);
  }
  return roles;
}

/** Whether a link that had a role is missing, or there is none at all: it may be one whose driver comes late, as on USB. */
export function isLinkMissing(links: readonly Link[], known: readonly RoleLink[]): boolean {
  return links.length === 0 || known.some(({ mac }) => !links.some(({ permanentMac }) => permanentMac === mac));
}

/**
 * The links with those that had a role and are gone: on a running machine one that blinks, as on USB, keeps its role, and
 * the house its router. Not where there is a new one, which may have been put in its place.
 */
export function withAbsent(links: readonly Link[], known: readonly RoleLink[]): Link[] {
  const isKnown = ({ permanentMac }: Link): boolean => known.some(({ mac }) => mac === permanentMac);
  if (!links.filter(({ wireless }) => !wireless).every(isKnown)) return [...links];
  const absent = known.filter(({ mac }, index) => !links.some(({ permanentMac }) => permanentMac === mac) && known.findIndex((other) => other.mac === mac) === index);
  return [...links, ...absent.map(({ role, mac }): Link => ({ name: role, permanentMac: mac, carrier: false, wireless: false }))];
}

/** Names of links that have the name of another one's role: a name is given only when it is free. */
export function misnamedLinks(links: readonly Link[], roles: readonly RoleLink[]): string[] {
  return links.filter(({ name, permanentMac }) => roles.some(({ role, mac }) => role === name && mac !== permanentMac)).map(({ name }) => name);
}

/** What is remembered of cables. A WAN on the MAC address of a LAN link was a VLAN, which site.yaml alone decides. */
export function withoutVlans(known: readonly RoleLink[]): RoleLink[] {
  return known.filter(({ kind, mac }) => kind === 'lan' || !known.some((other) => other.kind === 'lan' && other.mac === mac));
}

export function toRoleLinks(roles: RoleMap): RoleLink[] {
  const links = [...roles].map(([role, mac]): RoleLink => ({ role, kind: role.startsWith('wan') ? 'wan' : 'lan', mac }));
  return links.sort((one, other) => rank(one) - rank(other));
}

// Roles without a WAN are those of a single link, or of a time when nothing was heard yet: with two links the machine
// is a router, so the question is asked anew.
function isWorthRemembering(wired: readonly Link[], known: readonly RoleLink[]): boolean {
  return wired.length === 1 || known.some((link) => link.kind === 'wan');
}

function rank({ kind, role }: RoleLink): number {
  return (kind === 'wan' ? 0 : 1000) + Number(role.replace(/\D/g, ''));
}
