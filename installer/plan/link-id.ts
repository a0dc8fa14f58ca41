/** What a link is known by: its permanent MAC address or, where that does not tell it apart, its place. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { RoleLink } from '../../templates/contract.ts';
import type { Link } from '../inventory/inventory.ts';

export function idOf({ permanentMac, byPlace, path, name }: Link): string {
  return byPlace === undefined ? permanentMac : (path ?? name);
}

export function idOfRole({ mac, path }: RoleLink): string {
  return path ?? mac;
}

/** The link in this role, where it is there. */
export function linkOf(role: RoleLink | undefined, links: readonly Link[]): Link | undefined {
  return role === undefined ? undefined : links.find((link) => idOf(link) === idOfRole(role));
}

/** Ports of the machine: a modem, a phone or the like only where site.yaml names it. */
export function portsOf({ network: { wan, lan } }: Site, links: readonly Link[]): Link[] {
  const named = [...(wan.mac === undefined ? [] : [wan.mac]), ...lan.macs];
  return links.filter(({ wireless, noPort, permanentMac }) => !wireless && (noPort === undefined || named.includes(permanentMac)));
}

/**
 * What is remembered, in today's terms: a MAC address that told a link apart may not do so any more, because a dock with
 * the same one was plugged in, and the other way round.
 */
export function withPlaces(known: readonly RoleLink[], inOrder: readonly Link[]): RoleLink[] {
  const taken = new Set<string>();
  return known.map((role) => {
    if (linkOf(role, inOrder) !== undefined) return role;
    const { path, ...rest } = role;
    const link = inOrder.find((each) => each.permanentMac === role.mac && !taken.has(idOf(each)) && (path === undefined || each.path === path));
    if (link === undefined) return role;
    taken.add(idOf(link));
    return link.byPlace === undefined ? rest : { ...rest, path: idOf(link) };
  });
}

/** What people should know of the links, in words. */
export function linkProblems(site: Site, links: readonly Link[]): string[] {
  const ports = portsOf(site, links);
  const doubtful = ports.flatMap(({ name, permanentMac, byPlace }) =>
    byPlace === undefined ? [] : [`The port ${name} (${permanentMac}) ${byPlace}; it is known by its place, so it must stay in this slot or socket.`],
  );
  const leftOut = links.filter((link) => !link.wireless && !ports.includes(link)).map(({ name, permanentMac, noPort = '' }) =>
    `${name} (${permanentMac}) is ${noPort}, so it is no port of the house. To use it as one, name it in site.yaml (network.wan.mac or network.lan.macs).`,
  );
  return [...doubtful, ...leftOut];
}
