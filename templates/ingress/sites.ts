/** Everyone's published names as site blocks. Pure. */
import { isIP } from 'node:net';
import type { CollectedFacts, ModuleContext } from '../contract.ts';
import { managementZone, overlayNetwork, topologyOf, uniqueLocalPrefix, uniqueLocalSubnet } from '../topology.ts';

export interface SiteBlock {
  readonly title: string;
  /** Hosts as they stand in an address bar. */
  readonly hosts: readonly string[];
  readonly folder: string | null;
  readonly port: number | null;
  readonly programs: ReadonlyArray<{ readonly path: string; readonly socket: string }>;
  /** Networks that may see it; null where the network cannot tell zones apart. */
  readonly allowed: readonly string[] | null;
}

type Context = Pick<ModuleContext<unknown>, 'site' | 'machine' | 'zones'>;

export function sitesOf(published: CollectedFacts['published'], context: Context): SiteBlock[] {
  return published.map(({ title, host, aliases = [], backend, zones, programs = [] }) => ({
    title,
    hosts: [host, ...aliases].map(inAddressBar),
    folder: backend.kind === 'folder' ? backend.path : null,
    port: backend.kind === 'port' ? backend.port : null,
    programs,
    allowed: allowedNetworks(zones, context),
  }));
}

function inAddressBar(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** The management zone reaches everything, and so do the overlay's people and the node itself. */
function allowedNetworks(names: readonly string[], { site, machine, zones }: Context): string[] | null {
  if (topologyOf(machine).mode === 'host') return null;
  const served = zones.filter(({ name, enabled }) => enabled && (name === managementZone || names.includes(name)));
  const prefix = uniqueLocalPrefix(site, machine);
  return ['127.0.0.0/8', '::1', overlayNetwork(site).subnet, ...served.flatMap((zone) => [zone.subnet, uniqueLocalSubnet(prefix, zone).subnet])];
}
