/** What each zone sees of the house's own names. The management zone, and the node itself, see all. Pure. */
import type { Zone } from '../../builder/site/zones.ts';
import type { CollectedFacts, ModuleContext } from '../contract.ts';
import { carriedZones, domainOfZone, managementZone, nodeAddresses, overlayNetwork, publishedAddresses, reachesInternet, topologyOf, uniqueLocalPrefix, uniqueLocalSubnet } from '../topology.ts';
import { recordsOf, reverseDomains, type Record } from './records.ts';

/** Domains whose names the leases give: forward and reverse, without the final dot. */
export interface LeaseDomains {
  readonly zone: string;
  readonly domain: string;
  readonly reverse: readonly string[];
}

export interface ZoneView {
  readonly name: string;
  /** Networks whose questions are answered by this view. */
  readonly subnets: readonly string[];
  readonly domains: readonly string[];
  readonly records: readonly Record[];
  /** Only names of the house: a zone that may not reach the internet gets no answers from it either, nor questions to it. */
  readonly isHouseOnly: boolean;
}

type Context = Pick<ModuleContext<unknown>, 'site' | 'machine' | 'zones'>;

export function leaseDomains({ machine, zones }: Context): LeaseDomains[] {
  const topology = topologyOf(machine);
  if (topology.mode === 'host') return [];
  return carriedZones(zones, topology).map(({ zone }) => ({ zone: zone.name, domain: domainOfZone(zone), reverse: reverseDomains(zone.subnet) }));
}

export function viewsOf(context: Context, facts: Pick<CollectedFacts, 'names' | 'published'>): ZoneView[] {
  const { site, machine, zones } = context;
  const prefix = uniqueLocalPrefix(site, machine);
  const leases = leaseDomains(context);
  return zones
    .filter(({ name }) => name !== managementZone && leases.some(({ zone }) => zone === name))
    .map((zone) => ({
      name: zone.name,
      subnets: [zone.subnet, uniqueLocalSubnet(prefix, zone).subnet],
      domains: leases.filter((lease) => seesMachinesOf(zone, lease.zone)).flatMap(({ domain, reverse }) => [domain, ...reverse]),
      records: ownRecords(context, visibleTo(zone.name, facts)),
      isHouseOnly: !reachesInternet(zone),
    }));
}

/** Names of the node and of what is published, with the addresses they lead to. */
export function ownRecords(context: Context, { names, published }: Pick<CollectedFacts, 'names' | 'published'>): Record[] {
  // The site's own name is the node's portal; other names live in the zone for what is published.
  const isPortal = ({ host }: { host: string }): boolean => host === context.site.site.domain;
  const namesOf = (some: typeof published): string[] => some.flatMap(({ host, aliases = [] }) => [host, ...aliases]);
  const ofNode = [...names.map(({ name }) => name), ...namesOf(published.filter(isPortal))];
  const elsewhere = namesOf(published.filter((each) => !isPortal(each))).filter((name) => !ofNode.includes(name));
  return [
    ...recordsOf(ofNode, [...nodeAddresses(context), ...localGateways(context, ({ name }) => name === managementZone)]),
    ...recordsOf(elsewhere, [...publishedAddresses(context), ...localGateways(context, ({ type }) => type === 'dmz')]),
  ];
}

/** Where a router answers: on its own addresses, which is much cheaper than to look for each question where it came from. Empty elsewhere. */
export function listeningAddresses(context: Context): string[] {
  const carried = carriedZones(context.zones, topologyOf(context.machine)).map(({ zone }) => zone.gateway);
  const isRouter = topologyOf(context.machine).mode === 'router';
  return isRouter ? ['127.0.0.1', '::1', ...carried, ...localGateways(context, () => true), overlayNetwork(context.site).gateway] : [];
}

/** The router's addresses in the house's own IPv6 prefix: they stay when the provider's goes. */
function localGateways({ site, machine, zones }: Context, isMeant: (zone: Zone) => boolean): string[] {
  const topology = topologyOf(machine);
  if (topology.mode === 'host') return [];
  const prefix = uniqueLocalPrefix(site, machine);
  return carriedZones(zones, topology).filter(({ zone }) => isMeant(zone)).map(({ zone }) => uniqueLocalSubnet(prefix, zone).gateway);
}

function visibleTo(zone: string, { names, published }: Pick<CollectedFacts, 'names' | 'published'>): Pick<CollectedFacts, 'names' | 'published'> {
  return {
    names: names.filter(({ zones }) => zones.includes(zone)),
    published: published.filter(({ zones }) => zones.includes(zone)),
  };
}

/** A name is no secret to those who may use it, and nobody else's business. */
function seesMachinesOf(zone: Zone, other: string): boolean {
  return zone.name === other || zone.mayReach.includes(other) || zone.mayReach.includes('*');
}
