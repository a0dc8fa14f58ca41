/** Roles that are settled before anything is heard: pinned by site.yaml, or remembered. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { RoleLink } from '../../templates/contract.ts';
import type { Link } from '../inventory/inventory.ts';
import { idOf, idOfRole, linkOf, withPlaces } from './link-id.ts';

/** Role name to what the link is known by: see `idOf`. */
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
  const present = wanted.flatMap((pin) => {
    const link = wired.find(({ permanentMac }) => permanentMac === pin.mac);
    return link === undefined ? [] : [{ ...pin, id: idOf(link) }];
  });
  const seen = wired.map(({ name, permanentMac }) => `${name} ${permanentMac}`).join(', ') || 'none';
  const problems = wanted
    .filter(({ mac }) => !present.some((pin) => pin.mac === mac))
    .map(({ mac, key }) => `site.yaml names ${mac} (${key}), but no wired link has this address. Links seen: ${seen}.`);
  return { roles: new Map(present.map(({ role, id }) => [role, id])), problems };
}

/** The pinned roles, and those of before whose link is still there and that are not given otherwise. */
export function rememberedRoles(pinned: RoleMap, wired: readonly Link[], known: readonly RoleLink[]): RoleMap {
  const roles = new Map(pinned);
  if (!isWorthRemembering(wired, known)) return roles;
  for (const link of known) {
    const id = idOfRole(link);
    const isPresent = linkOf(link, wired) !== undefined;
    if (isPresent && !roles.has(link.role) && ![...roles.values()].includes(id)) roles.set(link.role, id);
  }
  return roles;
}

/** Whether a link that had a role is missing, or there is none at all: it may be one whose driver comes late, as on USB. */
export function isLinkMissing(links: readonly Link[], known: readonly RoleLink[]): boolean {
  return links.length === 0 || withPlaces(known, inLastingOrder(links)).some((role) => linkOf(role, links) === undefined);
}

/**
 * The links with those that had a role and are gone: on a running machine one that blinks, as on USB, keeps its role, and
 * the house its router. Not where there is a new one, which may have been put in its place.
 */
export function withAbsent(links: readonly Link[], known: readonly RoleLink[]): Link[] {
  const before = withPlaces(known, inLastingOrder(links));
  const isKnown = (link: Link): boolean => before.some((role) => idOfRole(role) === idOf(link));
  if (!links.filter(({ wireless, noPort }) => !wireless && noPort === undefined).every(isKnown)) return [...links];
  const absent = before.filter((role, index) => linkOf(role, links) === undefined && before.findIndex((other) => idOfRole(other) === idOfRole(role)) === index);
  return [...links, ...absent.map(absentLink)];
}

function absentLink({ role, mac, path }: RoleLink): Link {
  const link = { name: role, permanentMac: mac, carrier: false, wireless: false };
  return path === undefined ? link : { ...link, path, byPlace: 'is gone' };
}

/** Names of links that have the name of another one's role, or of a VLAN: a name is given only when it is free. */
export function misnamedLinks(links: readonly Link[], roles: readonly RoleLink[]): string[] {
  return links.filter((link) => roles.some((role) => role.role === link.name && (idOfRole(role) !== idOf(link) || role.vlan !== undefined))).map(({ name }) => name);
}

/** What is remembered of cables. A WAN on the MAC address of a LAN link was a VLAN, which site.yaml alone decides. */
export function withoutVlans(known: readonly RoleLink[]): RoleLink[] {
  return known.filter((link) => link.kind === 'lan' || !known.some((other) => other.kind === 'lan' && idOfRole(other) === idOfRole(link)));
}

export function toRoleLinks(roles: RoleMap, wired: readonly Link[]): RoleLink[] {
  const links = [...roles].flatMap(([role, id]): RoleLink[] => {
    const link = wired.find((each) => idOf(each) === id);
    return link === undefined ? [] : [{ role, kind: role.startsWith('wan') ? 'wan' : 'lan', ...placeOf(link) }];
  });
  return links.sort((one, other) => rank(one) - rank(other));
}

/** How a role names its link. */
export function placeOf(link: Link): Pick<RoleLink, 'mac' | 'path'> {
  return { mac: link.permanentMac, ...(link.byPlace === undefined ? {} : { path: idOf(link) }) };
}

// Roles without a WAN are those of a single link, or of a time when nothing was heard yet: with two links the machine
// is a router, so the question is asked anew.
function isWorthRemembering(wired: readonly Link[], known: readonly RoleLink[]): boolean {
  return wired.length === 1 || known.some((link) => link.kind === 'wan');
}

function rank({ kind, role }: RoleLink): number {
  return (kind === 'wan' ? 0 : 1000) + Number(role.replace(/\D/g, ''));
}
