/** Networks of the house that the network outside has too: at the first installation they move out of its way. Pure. */
import { z } from 'zod';
import { type Cidr, formatIpv4, overlaps, parseCidr, parseIpv4 } from '../../builder/site/ipv4.ts';
import type { Site, ZoneOverride } from '../../builder/site/site.ts';
import { usualUntagged, zonesOf } from '../../builder/site/zones.ts';

/** By name of the zone, or `admin` for the overlay of administrators. */
export const Moves = z.record(z.string(), z.object({ from: z.string(), to: z.string() }));
export type Moves = z.infer<typeof Moves>;

/** Kept with the machine's state from its first installation on. */
export const PlacedNetworks = z.object({
  /** Whether the network outside was known when this was decided; what comes later moves nothing. */
  settled: z.boolean(),
  /** Networks outside at that time, in CIDR notation. */
  outside: z.array(z.string()),
  moves: Moves,
  /** Zone of untagged frames where site.yaml does not say, on machines that were installed when it was another one than today. */
  untagged: z.string().optional(),
});
export type PlacedNetworks = z.infer<typeof PlacedNetworks>;

export const unsettled: PlacedNetworks = { settled: false, outside: [], moves: {} };

/** Of machines of versions that kept nothing of it: theirs never move, and untagged frames were the administrators'. */
const ofEarlierVersion: PlacedNetworks = { settled: true, outside: [], moves: {} };
const earlierUntagged = 'mgmt';

/** What a machine begins with that has kept nothing, or what nobody can read; `hadRoles`: it has decided about its links before. */
export function firstNetworks({ network: { lan } }: Site, { hadRoles, isBroken }: { readonly hadRoles: boolean; readonly isBroken: boolean }): PlacedNetworks {
  if (isBroken) return ofEarlierVersion;
  if (!hadRoles) return unsettled;
  return lan.untagged === undefined ? { ...ofEarlierVersion, untagged: earlierUntagged } : ofEarlierVersion;
}

/** A network of ours, whether it is in use or not. */
interface Network {
  readonly name: string;
  readonly subnet: string;
  readonly used: boolean;
  /** Second and third number that its addresses have in 10.0.0.0/8. */
  readonly place: readonly [number, number];
}

const overlayName = 'admin';
// A larger one was written on purpose, and has room for more than what it would be given.
const shortestPrefix = 24;

export function movesFor(site: Site, outside: readonly string[]): Moves {
  const all = networksOf(site);
  const clashing = all.filter(({ subnet }) => meetsAny(subnet, outside) && (parseCidr(subnet)?.prefix ?? 0) >= shortestPrefix);
  const taken = [...outside, ...all.filter((network) => !clashing.includes(network)).map(({ subnet }) => subnet)];
  const moves: Moves = {};
  for (const { name, subnet, place } of clashing) {
    const to = candidates(place).find((candidate) => !meetsAny(candidate, taken));
    if (to === undefined) continue;
    taken.push(to);
    moves[name] = { from: subnet, to };
  }
  return moves;
}

/** The site with its networks where they were moved to. What site.yaml says otherwise since then is as it says. */
export function withMoves(site: Site, moves: Moves): Site {
  const zones: Record<string, ZoneOverride> = { ...site.network.zones };
  for (const { name, subnet } of networksOf(site)) {
    const move = moves[name];
    if (move?.from !== subnet || name === overlayName) continue;
    zones[name] = moved(zones[name] ?? {}, move);
  }
  const overlay = moves[overlayName]?.from === site.network.overlay ? moves[overlayName].to : site.network.overlay;
  return { ...site, network: { ...site.network, zones, overlay } };
}

/** The site with the zone of untagged frames that it has here, where site.yaml does not say. */
export function withUntagged(site: Site, untagged: string | undefined): Site {
  const { lan } = site.network;
  return { ...site, network: { ...site.network, lan: { ...lan, untagged: lan.untagged ?? untagged } } };
}

/** What people should know of it. */
export function describeUntagged({ network: { lan } }: Site, untagged: string | undefined): string[] {
  if (untagged === undefined || lan.untagged !== undefined) return [];
  return [
    `Machines behind a switch without VLANs are in the zone ${untagged} here, as when this machine was installed; today they are in ${usualUntagged}, ` +
      `which reaches less. To change it, write network.lan.untagged: ${usualUntagged} into site.yaml (or ${untagged}, to keep it), then: sudo pintxo apply`,
  ];
}

/** Networks in use that the network outside has too, in words; empty where there are none. */
export function clashes(site: Site, outside: readonly string[]): string[] {
  return networksOf(site).filter(({ used, subnet }) => used && meetsAny(subnet, outside)).map(({ name, subnet }) => `${name} (${subnet})`);
}

/** What was moved, in words, of networks that are in use. */
export function describeMoves(site: Site, { moves, outside }: Pick<PlacedNetworks, 'moves' | 'outside'>): string[] {
  const used = networksOf(site).filter((network) => network.used);
  const told = Object.entries(moves).filter(([name]) => used.some((network) => network.name === name));
  if (told.length === 0) return [];
  return [`The network outside (${outside.join(', ')}) has addresses of the house, so these networks have others here: ${told.map(([name, { from, to }]) => `${name} ${to} (instead of ${from})`).join(', ')}.`];
}

function networksOf(site: Site): Network[] {
  const zones = zonesOf(site).map(({ name, subnet, vlan, enabled }) => ({ name, subnet, used: enabled, place: placeOf(subnet, vlan) }));
  return [...zones, { name: overlayName, subnet: site.network.overlay, used: true, place: placeOf(site.network.overlay, 0) }];
}

// A zone with a network of its own is placed by its VLAN, as all are by default.
function placeOf(subnet: string, vlan: number): [number, number] {
  const [first, second = 0, third = 0] = subnet.split(/[./]/).map(Number);
  return first === 10 ? [second, third] : [Math.floor(vlan / 100), vlan % 100];
}

function candidates([type, sub]: Network['place']): string[] {
  const second = type < 16 ? [`172.${16 + type}.${sub}.0/24`] : [];
  return [`10.${type}.${sub}.0/24`, ...second, ...Array.from({ length: 256 }, (_, index) => `192.168.${index}.0/24`)];
}

function moved(zone: ZoneOverride, { from, to }: Moves[string]): ZoneOverride {
  const shift = (address: string | undefined): string | undefined => (address === undefined ? undefined : shifted(address, from, to));
  const atNewPlace = <Entry extends { readonly address?: string | undefined }>(entries: Record<string, Entry> | undefined): Record<string, Entry> | undefined =>
    entries && Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, ...(entry.address === undefined ? {} : { address: shift(entry.address) }) }]));
  return { ...zone, subnet: to, ...(zone.devices && { devices: atNewPlace(zone.devices) }), ...(zone.pinholes && { pinholes: atNewPlace(zone.pinholes) }) };
}

/** A machine keeps its place within the network. */
function shifted(address: string, from: string, to: string): string {
  const [number, old, next] = [parseIpv4(address), parseCidr(from), parseCidr(to)];
  if (number === undefined || old === undefined || next === undefined || number < old.network || number > old.last) return address;
  return formatIpv4(next.network + (number - old.network));
}

function meetsAny(subnet: string, others: readonly string[]): boolean {
  return others.some((other) => {
    const [one, two]: Array<Cidr | undefined> = [parseCidr(subnet), parseCidr(other)];
    return one !== undefined && two !== undefined && overlaps(one, two);
  });
}
