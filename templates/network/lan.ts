/** What the ports of the house carry: the VLANs of the bridge over them. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Zone } from '../../builder/site/zones.ts';
import type { RoleLink } from '../contract.ts';

/** VLANs of a port of the bridge, or of the bridge as the node sees it. */
export interface Carried {
  /** Of untagged frames; null where there are none. */
  readonly native: number | null;
  /** Ids and ranges: `2-4094`. */
  readonly tagged: readonly string[];
}

/** Inside the bridge, of a zone that has no VLAN. No zone can have it: switches call the untagged network so. */
export const nativeId = 1;

const most = 4094;

/** A zone that has a VLAN and takes untagged frames too: both are joined, and each answer leaves as its question came. */
export function joinedZone(zones: readonly Zone[]): Zone | undefined {
  return zones.find(({ enabled, untagged, vlan }) => enabled && untagged && vlan !== 0);
}

/** Inside the bridge, of the untagged frames of a joined zone: the highest id that nobody has. */
export function untaggedId({ network: { wan } }: Site, zones: readonly Zone[]): number {
  const taken = [...zones.map(({ vlan }) => vlan), ...(wan.vlan === undefined ? [] : [wan.vlan])];
  let id = most;
  while (taken.includes(id)) id -= 1;
  return id;
}

/** Of a port of the house. */
export function carriedByPort(site: Site, zones: readonly Zone[], link: Pick<RoleLink, 'mac'>): Carried {
  const joined = joinedZone(zones);
  const hidden = untaggedId(site, zones);
  const port = site.network.lan.ports.find(({ mac }) => mac === link.mac);
  if (port === undefined) return { native: joined === undefined ? nativeId : hidden, tagged: joined === undefined ? [`2-${most}`] : allBut(hidden) };
  const native = zones.find(({ name, enabled }) => enabled && name === (port.zone ?? port.untagged));
  const tagged = zones.filter(({ name, enabled, vlan }) => enabled && vlan !== 0 && (port.tagged ?? []).includes(name));
  return { native: native === undefined ? null : idInBridge(native), tagged: tagged.map(({ vlan }) => String(vlan)) };
}

/** Of the bridge itself: what the node has interfaces for. */
export function carriedByNode(site: Site, zones: readonly Zone[]): Carried {
  const tagged = zones.filter(({ enabled, vlan }) => enabled && vlan !== 0).map(({ vlan }) => String(vlan));
  return { native: nativeId, tagged: [...tagged, ...(joinedZone(zones) === undefined ? [] : [String(untaggedId(site, zones))])] };
}

function idInBridge({ vlan }: Zone): number {
  return vlan === 0 ? nativeId : vlan;
}

function allBut(id: number): string[] {
  return [[2, id - 1], [id + 1, most]].filter(([from = 0, to = 0]) => from <= to).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
}
