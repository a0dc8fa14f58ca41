/** The cable to the internet, put into another port since the roles were decided. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Machine, RoleLink } from '../../templates/contract.ts';
import type { Link } from '../inventory/inventory.ts';
import type { LinkObservation } from './links.ts';

export interface Followed {
  /** The remembered roles, with the two links swapped where the cable was moved. */
  readonly known: readonly RoleLink[];
  readonly problems: readonly string[];
}

/**
 * Whether a start has reason to listen on all links again, which takes a while: nothing pins the WAN, another link is
 * there, and the machine had no address from outside when it last ran.
 */
export function mayHaveMoved(site: Site, wired: readonly Link[], known: readonly RoleLink[], hadAddressOutside: boolean): boolean {
  return !hadAddressOutside && isFree(site) && wired.length > 1 && rememberedWan(wired, known) !== undefined;
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
  return links.filter(({ carrier, wireless }) => carrier && !wireless).map(({ permanentMac }) => permanentMac);
}

/** Whether a link leads outside, but nobody there has given it an address: its cable may have been moved. */
export function isSilentOutside(site: Site, { links, addresses }: Machine): boolean {
  return isFree(site) && links.some(({ role }) => role === 'wan0') && !addresses.some(({ role }) => role === 'wan0');
}

/** The role follows when the remembered link was listened to and stayed silent, and one other link got a lease. */
export function followCable(site: Site, wired: readonly Link[], observations: readonly LinkObservation[], known: readonly RoleLink[]): Followed {
  const stays: Followed = { known, problems: [] };
  const old = rememberedWan(wired, known);
  const heard = observations.find(({ name }) => name === old?.name);
  if (!isFree(site) || old === undefined || heard === undefined || heard.hasLease || heard.hasRouterAdvertisement) return stays;
  const leased = wired.filter(({ name, permanentMac }) => !site.network.lan.macs.includes(permanentMac) && observations.some((seen) => seen.name === name && seen.hasLease));
  const [link, ...others] = leased;
  if (link === undefined) return stays;
  if (others.length > 0) return { known, problems: [severalAnswer(old, leased)] };
  return { known: swapped(known, old.permanentMac, link.permanentMac), problems: [moved(old, link)] };
}

/** A fixed address tells nothing about a cable, and what site.yaml says is not for us to change. */
function isFree({ network: { wan } }: Site): boolean {
  return wan.mode === 'dhcp' && wan.mac === undefined;
}

function rememberedWan(wired: readonly Link[], known: readonly RoleLink[]): Link | undefined {
  const wan = known.find(({ role }) => role === 'wan0');
  return wired.find(({ permanentMac }) => permanentMac === wan?.mac);
}

/** The old link gets the role that the new one had. */
function swapped(known: readonly RoleLink[], old: string, now: string): RoleLink[] {
  const other = (mac: string): string => (mac === old ? now : mac === now ? old : mac);
  return known.map((link) => ({ ...link, mac: other(link.mac) }));
}

function moved(old: Link, link: Link): string {
  return (
    `No router answers on ${old.name} (${old.permanentMac}), which led outside; one answers on ${link.name} ` +
    `(${link.permanentMac}). So ${link.name} leads outside from now on, and ${old.name} belongs to the house. To decide ` +
    `otherwise, set network.wan.mac in site.yaml.`
  );
}

function severalAnswer(old: Link, leased: readonly Link[]): string {
  return (
    `No router answers on ${old.name} (${old.permanentMac}), which led outside, but on several others ` +
    `(${leased.map(({ name }) => name).join(', ')}). Nothing was changed: set network.wan.mac in site.yaml.`
  );
}
