/** The cable to the internet, put into another port since the roles were decided. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Machine, RoleLink } from '../../templates/contract.ts';
import type { Link } from '../inventory/inventory.ts';
import { idOf, idOfRole, linkOf } from './link-id.ts';
import { placeOf, withoutVlans } from './link-roles.ts';
import type { LinkObservation } from './links.ts';
import { isSameRouter, type UplinkMemory } from './uplink-memory.ts';

export interface Followed {
  /** The remembered roles, with the two links swapped where the cable was moved. */
  readonly known: readonly RoleLink[];
  readonly problems: readonly string[];
  readonly question?: SwapQuestion | undefined;
}

/** Links of which a person may say that their cables were swapped, by what they are known by. */
export interface SwapQuestion {
  readonly outside: string;
  readonly candidate: string;
}

/**
 * Whether a start has reason to listen on all links again, which takes a while: nothing pins the WAN, another link is
 * there, and the machine had no address from outside when it last ran.
 */
export function mayHaveMoved(site: Site, wired: readonly Link[], known: readonly RoleLink[], hadAddressOutside: boolean): boolean {
  return !hadAddressOutside && isFree(site) && wired.length > 1 && rememberedWan(wired, withoutVlans(known)) !== undefined;
}

/** Whether a running router without an answer from outside has reason to ask, once: there is a cable in another port. */
export function isWorthLooking(site: Site, wired: readonly Link[], known: readonly RoleLink[]): boolean {
  const outside = rememberedWan(wired, known);
  return mayHaveMoved(site, wired, known, false) && wired.some((link) => link !== outside && link.carrier);
}

/** What a running machine knows when it wonders whether to ask its links. */
export interface Situation {
  readonly undecided: boolean;
  readonly wired: readonly Link[];
  /** An address was given to the links, which are one network while nobody knows which of them leads outside. */
  readonly hasAddress: boolean;
  /** What was so when they were last asked: see `askedAbout`. */
  readonly asked: readonly string[];
}

/**
 * Whether a running machine has reason to ask all its links: nobody knows yet which one leads outside, and there is a
 * cable, or an address, where there was none when they were last asked. A router whose WAN is known goes on serving its
 * house instead.
 */
export function isWorthAsking({ undecided, asked, ...now }: Situation): boolean {
  return undecided && askedAbout(now).some((word) => !asked.includes(word));
}

/** Permanent MAC addresses of the links that have a cable, and `address` where one was given. */
export function askedAbout({ wired, hasAddress }: Pick<Situation, 'wired' | 'hasAddress'>): string[] {
  return [...cabledLinks(wired), ...(hasAddress ? ['address'] : [])];
}

function cabledLinks(links: readonly Link[]): string[] {
  return links.filter(({ carrier, wireless, noPort }) => carrier && !wireless && noPort === undefined).map(idOf);
}

/** What is there of the way outside: addresses of links, and links behind which a router offers itself (IPv6). */
export interface Outside extends Machine {
  readonly announced: readonly string[];
}

/**
 * Whether a link leads outside, but nobody there answers: its cable may have been moved. A provider with IPv6 alone may
 * give the link no address, only the house a prefix.
 */
export function isSilentOutside(site: Site, { links, addresses, announced }: Outside): boolean {
  return isFree(site) && links.some(({ role }) => role === 'wan0') && !addresses.some(({ role }) => role === 'wan0') && !announced.includes('wan0');
}

/**
 * The role follows when the remembered link was listened to and stayed silent, and one other link got a lease from the
 * router that is known, or the remembered link has lost its cable and the other one was not the house's until now.
 * Everything else that looks like it is asked: an access point with a DHCP server of its own answers inside too.
 */
export function followCable(
  site: Site,
  wired: readonly Link[],
  observations: readonly LinkObservation[],
  known: readonly RoleLink[],
  memory: UplinkMemory,
): Followed {
  const stays: Followed = { known, problems: [] };
  const old = rememberedWan(wired, known);
  const heard = observations.find(({ name }) => name === old?.name);
  if (!isFree(site) || old === undefined || heard === undefined || heard.hasLease || heard.hasRouterAdvertisement) return stays;
  const leased = wired.filter((link) => !site.network.lan.macs.includes(link.permanentMac) && observationOf(link, observations)?.hasLease === true);
  const [link, ...others] = leased;
  if (link === undefined) return stays;
  if (others.length > 0) return { known, problems: [severalAnswer(old, leased)] };
  const isKnown = isSameRouter(memory.router, observationOf(link, observations)?.router);
  if (isKnown || hasLostItsCable(old, link, memory)) return { known: swapped(known, idOf(old), link), problems: [moved(old, link)] };
  return { known, problems: [maybeSwapped(old, link)], question: { outside: idOf(old), candidate: idOf(link) } };
}

// A modem without power looks the same; then the house's own cables are where they were. Who has never seen the way outside work knows of no cable.
function hasLostItsCable(old: Link, link: Link, { router, cabled }: UplinkMemory): boolean {
  return router !== undefined && !old.carrier && !cabled.includes(idOf(link));
}

function observationOf(link: Link, observations: readonly LinkObservation[]): LinkObservation | undefined {
  return observations.find(({ name }) => name === link.name);
}

/** A fixed address tells nothing about a cable, nor does a lease where the provider is dialled; and what site.yaml says is not for us to change. */
function isFree({ network: { wan } }: Site): boolean {
  return wan.mode === 'dhcp' && wan.mac === undefined && wan.pppoe === undefined;
}

function rememberedWan(wired: readonly Link[], known: readonly RoleLink[]): Link | undefined {
  return linkOf(known.find(({ role }) => role === 'wan0'), wired);
}

/** The roles after a person said that the cables of two links were swapped; undefined where one of them has no role. */
export function swapRoles(known: readonly RoleLink[], { outside, candidate }: SwapQuestion): RoleLink[] | undefined {
  const [one, other] = [outside, candidate].map((id) => known.find((role) => idOfRole(role) === id));
  if (one === undefined || other === undefined) return undefined;
  return known.map((link) => (link === one ? at(link, other) : link === other ? at(link, one) : link));
}

/** The old link gets the role that the new one had. */
function swapped(known: readonly RoleLink[], old: string, now: Link): RoleLink[] {
  const both = swapRoles(known, { outside: old, candidate: idOf(now) });
  return both ?? known.map((link) => (idOfRole(link) === old ? at(link, placeOf(now)) : link));
}

function at({ role, kind }: RoleLink, { mac, path }: Pick<RoleLink, 'mac' | 'path'>): RoleLink {
  return { role, kind, mac, ...(path === undefined ? {} : { path }) };
}

function moved(old: Link, link: Link): string {
  return (
    `No router answers on ${old.name} (${old.permanentMac}), which led outside; one answers on ${link.name} ` +
    `(${link.permanentMac}). So ${link.name} leads outside from now on, and ${old.name} belongs to the house. To decide ` +
    `otherwise, set network.wan.mac in site.yaml.`
  );
}

function maybeSwapped(old: Link, link: Link): string {
  return (
    `The cables may be in the wrong ports: no router answers on ${old.name} (${old.permanentMac}), which led outside, but an unknown ` +
    `one on ${link.name} (${link.permanentMac}), which is the house's. Nothing was opened. If that is the way outside now: put the two ` +
    `cables into each other's ports, or run sudo pintxo net swap. If it is an access point, switch off its DHCP server.`
  );
}

function severalAnswer(old: Link, leased: readonly Link[]): string {
  return (
    `No router answers on ${old.name} (${old.permanentMac}), which led outside, but on several others ` +
    `(${leased.map(({ name }) => name).join(', ')}). Nothing was changed: set network.wan.mac in site.yaml.`
  );
}
