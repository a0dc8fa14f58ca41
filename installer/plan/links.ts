/** Which network link gets which role: wan0, lan0, lan1... Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { RoleLink } from '../../templates/contract.ts';
import type { Link } from '../inventory/inventory.ts';
import { idOf, idOfRole, linkProblems, portsOf, withPlaces } from './link-id.ts';
import { inLastingOrder, pinnedRoles, placeOf, type RoleMap, rememberedRoles, toRoleLinks, withoutVlans } from './link-roles.ts';
import { followCable, type SwapQuestion } from './moved-cable.ts';
import { nothingRemembered, type Router, type UplinkMemory } from './uplink-memory.ts';

export const outsideRole = 'wan0';
const outsideCable = 'outside0';

/** What was heard on a link so far. */
export interface LinkObservation {
  /** Name of the link, `enp1s0`. */
  readonly name: string;
  readonly hasLease: boolean;
  /** From a router that offers itself for the internet: others, such as those of smart homes, announce only themselves. */
  readonly hasRouterAdvertisement: boolean;
  /** Somebody there lets himself be dialled (PPPoE). */
  readonly hasConcentrator?: boolean | undefined;
  /** Who gave the lease, as far as that is known. */
  readonly router?: Router | undefined;
}

/** What a look at the machine heard: an address that a router leased. */
export function leasesHeard({ network: { wan } }: Site, links: readonly Link[]): LinkObservation[] {
  // Nobody has listened in the VLAN yet.
  return wan.vlan !== undefined ? [] : links.map(({ name, leases = [] }) => ({ name, hasLease: leases.length > 0, hasRouterAdvertisement: false }));
}

export interface LinkDecision {
  readonly links: readonly RoleLink[];
  /** Nobody knows yet which link leads outside: all are LAN until a lease or router advertisement is seen. */
  readonly undecided: boolean;
  /** In words, for the log and the status page; none of them stops anything. */
  readonly problems: readonly string[];
  /** Present where a person must say whether cables were swapped. */
  readonly question?: SwapQuestion | undefined;
}

/**
 * In this order: MACs pinned in site.yaml, roles remembered from before (unless the cable was moved since), the one link of a machine with a single link
 * (LAN: it is a guest of the network that is there), what was heard on one link alone. Wireless links get no role.
 */
export function decideRoles(
  site: Site,
  links: readonly Link[],
  observations: readonly LinkObservation[],
  known: readonly RoleLink[],
  memory: UplinkMemory = nothingRemembered,
): LinkDecision {
  const wired = inLastingOrder(portsOf(site, links));
  const pinned = pinnedRoles(site.network, wired);
  const shared = sharedCable(site, wired, known);
  if (shared !== undefined) return { links: overShared(site, shared, wired, pinned.roles), undecided: false, problems: [...linkProblems(site, links), ...pinned.problems] };
  const followed = followCable(site, wired, observations, withoutVlans(withPlaces(known, wired)), memory);
  const roles = rememberedRoles(pinned.roles, wired, followed.known);
  const outside = roles.has(outsideRole) ? noWan : findWan(site, roles, wired, observations, followed.known);
  if (outside.link !== undefined) roles.set(outsideRole, idOf(outside.link));
  addLans(site, roles, wired);
  return {
    links: withVlan(site, toRoleLinks(roles, wired)),
    undecided: outside.undecided,
    problems: [...(wired.length === 0 ? ['No wired network link was found.'] : []), ...linkProblems(site, links), ...pinned.problems, ...followed.problems, ...outside.problems],
    ...(followed.question === undefined ? {} : { question: followed.question }),
  };
}

/** The cable of the house over which the internet comes too, as a VLAN: the only one, or the one that was. */
function sharedCable(site: Site, wired: readonly Link[], known: readonly RoleLink[]): Link | undefined {
  const { wan } = site.network;
  if (wan.vlan === undefined || (wan.mac !== undefined && wired.length > 1) || isPortMissing(site, wired)) return undefined;
  const isOn = (link: Link, kind: RoleLink['kind']): boolean => known.some((role) => role.kind === kind && idOfRole(role) === idOf(link));
  const before = wired.find((link) => isOn(link, 'wan') && isOn(link, 'lan'));
  // What is left of a router with two ports may be the provider's cable, which the house must not be served on.
  const hadOwnPort = known.some(({ kind }) => kind === 'wan');
  return before ?? (wired.length === 1 && !hadOwnPort ? wired[0] : undefined);
}

// The driver of one that site.yaml names may come late, and a card may die: what is there then is not for both.
function isPortMissing({ network: { wan, lan } }: Site, wired: readonly Link[]): boolean {
  const isThere = (mac: string): boolean => wired.some(({ permanentMac }) => permanentMac === mac.toLowerCase());
  return (wan.mac !== undefined && !isThere(wan.mac)) || (lan.macs.length > 0 && !lan.macs.some(isThere));
}

function overShared(site: Site, shared: Link, wired: readonly Link[], pinned: RoleMap): RoleLink[] {
  const roles: RoleMap = new Map([...pinned].filter(([role]) => role !== outsideRole));
  const over = [...roles].find(([, id]) => id === idOf(shared))?.[0] ?? freeLanRole(roles);
  roles.set(over, idOf(shared));
  addLans(site, roles, wired);
  const { vlan: id } = site.network.wan;
  return [{ role: outsideRole, kind: 'wan', ...placeOf(shared), ...(id !== undefined && { vlan: { id, over } }) }, ...toRoleLinks(roles, wired)];
}

// The role's name is that of the VLAN, which carries the internet; the cable below it has another.
function withVlan({ network: { wan: { vlan: id } } }: Site, links: readonly RoleLink[]): RoleLink[] {
  return links.map((link) => (link.role === outsideRole && id !== undefined ? { ...link, vlan: { id, over: outsideCable } } : link));
}

interface Outside {
  readonly link?: Link | undefined;
  readonly undecided: boolean;
  readonly problems: readonly string[];
}

const noWan: Outside = { undecided: false, problems: [] };

function findWan(
  site: Site,
  roles: RoleMap,
  wired: readonly Link[],
  observations: readonly LinkObservation[],
  known: readonly RoleLink[],
): Outside {
  const free = wired.filter((link) => ![...roles.values()].includes(idOf(link)));
  const [first] = free;
  if (wired.length < 2 || first === undefined) return noWan;
  const lostWan = known.some((link) => link.role === 'wan0');
  if (lostWan && free.length === 1) return replaced(first);
  const heard = free.filter((link) => observations.some((seen) => seen.name === link.name && leadsOutside(site, seen)));
  return heard.length === 0 ? undecided(site) : choose(heard);
}

// Where the provider is dialled, a lease comes from some box in the house.
function leadsOutside({ network: { wan } }: Site, { hasLease, hasRouterAdvertisement, hasConcentrator }: LinkObservation): boolean {
  return wan.pppoe !== undefined ? hasConcentrator === true : hasLease || hasRouterAdvertisement;
}

function replaced(link: Link): Outside {
  const problem = `The link that led outside is gone; ${link.name} (${link.permanentMac}) takes its place.`;
  return { link, undecided: false, problems: [problem] };
}

// One of them is the house's own, such as an old Wi-Fi router: whoever takes the wrong one for the way outside serves the house to the provider's side.
function choose(heard: readonly Link[]): Outside {
  const [link, ...others] = heard;
  return link === undefined || others.length > 0 ? { undecided: true, problems: [severalAnswer(heard)] } : { link, undecided: false, problems: [] };
}

function severalAnswer(heard: readonly Link[]): string {
  return (
    `Routers answer on several ports (${heard.map(({ name, permanentMac }) => `${name} ${permanentMac}`).join(', ')}), so none is taken for the way outside, and nothing was opened: ` +
    `until one is, this machine is a guest of both. If one of them is an access point, switch off its DHCP server and restart this machine. ` +
    `Or say which port leads outside: sudo pintxo net swap lists them; network.wan.mac in site.yaml does the same.`
  );
}

function undecided({ network: { wan } }: Site): Outside {
  return { undecided: true, problems: [wan.pppoe !== undefined ? nobodyToDial : wan.mode === 'static' ? staticTellsNothing : noLease] };
}

const nobodyToDial = 'No provider answers on any link yet (PPPoE); until one does, all links are LAN. Is the modem on? To decide without asking, set network.wan.mac in site.yaml.';
const staticTellsNothing = 'With a static address on the WAN nothing tells which link it is: set network.wan.mac in site.yaml.';
const noLease = 'No link got an address from a router yet; until one does, all links are LAN.';

// A site that lists its LAN links wants no others, unless none of them is there: the machine must stay reachable.
function addLans({ network: { lan } }: Site, roles: RoleMap, wired: readonly Link[]): void {
  if (lan.macs.length > 0 && [...roles.keys()].some((role) => role.startsWith('lan'))) return;
  const taken = new Set(roles.values());
  const free = wired.filter((link) => !taken.has(idOf(link)));
  for (const link of free) roles.set(freeLanRole(roles), idOf(link));
}

function freeLanRole(roles: RoleMap): string {
  let number = 0;
  while (roles.has(`lan${number}`)) number += 1;
  return `lan${number}`;
}
