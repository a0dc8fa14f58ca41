/** What must become of a packet, by the table of the zones and by what the site opens. Pure; it knows nothing of the rules that are made. */
import { BlockList, isIPv6 } from 'node:net';
import type { Place } from './protocol.ts';
import { serviceTable, usualUntagged, zoneTable } from './zone-table.ts';

/** A way in that the site opens, as its file says it. */
export interface Pinhole {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp';
  /** Of the machine behind it; of the node's public address where one is given. */
  readonly port: number;
  /** The only machine that it leads to. */
  readonly address?: string;
  readonly publicPort?: number;
}

export interface World {
  readonly places: readonly Place[];
  readonly pinholes: readonly Pinhole[];
  /** Zone of untagged frames, where the site names one. */
  readonly untagged?: string;
  /** What the site adds to what the machine answers: whom. */
  readonly answers?: ReadonlyArray<{ readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly zones: readonly string[] }>;
}

export interface Sent {
  /** Place that it leaves. */
  readonly from: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Null for icmp. */
  readonly port: number | null;
}

export type Rule = 'spoofed' | 'service' | 'ping' | 'closed' | 'neighbours' | 'table' | 'pinhole' | 'private' | 'local_prefix';

export interface Expectation {
  readonly allowed: boolean;
  readonly rule: Rule;
  readonly reason: string;
}

const outside = 'internet';

export function expectationOf(world: World, sent: Sent): Expectation {
  const home = placeWith(world, sent.source);
  // An IPv6 address of no zone may be of the provider's prefix, which changes.
  if (home !== sent.from && (home !== outside || !isIPv6(sent.source) || isPrivate(sent.source))) return no('spoofed', `${sent.source} lives in ${home}`);
  return isOwn(world, sent.destination) ? toNode(world, sent) : through(world, sent, placeWith(world, sent.destination));
}

function toNode({ pinholes, untagged = usualUntagged, answers = [] }: World, { from, protocol, port, destination }: Sent): Expectation {
  if (protocol === 'icmp') return from === outside ? no('closed', 'the world outside may not ping the machine') : yes('ping', `${from} may ping the machine`);
  const published = pinholes.some((pinhole) => from === outside && pinhole.from === outside && pinhole.protocol === protocol && pinhole.publicPort === port && !isIPv6(destination));
  if (published) return yes('pinhole', `port ${port} is published`);
  const served = [...serviceTable(untagged), ...answers].some((row) => row.protocol === protocol && row.port === port && row.zones.includes(from));
  return served ? yes('service', `${protocol}/${port} answers ${from}`) : no('closed', `${protocol}/${port} does not answer ${from}`);
}

function through(world: World, sent: Sent, to: string): Expectation {
  if (to === sent.from) return yes('neighbours', `both are in ${to}`);
  const row = zoneTable[sent.from];
  if (row === undefined) throw new Error(`the table has no zone ${sent.from}`);
  if (world.pinholes.some((pinhole) => isThrough(pinhole, sent, to))) return yes('pinhole', `the site opens ${sent.protocol}/${sent.port} from ${sent.from} to ${to}`);
  if (!row.reaches.includes(to)) return no('table', `${sent.from} may not reach ${to}`);
  if (to === outside && isIPv6(sent.source) && isPrivate(sent.source)) return no('local_prefix', 'nobody outside knows the way back');
  if (to === outside && isPrivate(sent.destination) && !row.reachesPrivateOutside) return no('private', `${sent.from} reaches no private address`);
  return yes('table', `${sent.from} may reach ${to}`);
}

function isThrough({ from, to, protocol, port, address, publicPort }: Pinhole, sent: Sent, target: string): boolean {
  const isThere = from === sent.from && to === target && protocol === sent.protocol && port === sent.port;
  // From outside a machine with a private address is reached by the node's own port only.
  return isThere && publicPort === undefined && (address === undefined || address === sent.destination) && (zoneTable[to]?.pinholesFrom.includes(from) ?? false);
}

/** The place in whose network an address is; the world outside has the rest. */
function placeWith({ places }: World, address: string): string {
  const found = places.find(({ name, nodeAddresses }) => name !== outside && nodeAddresses.some((cidr) => isIn(cidr, address)));
  return found?.name ?? outside;
}

function isOwn({ places }: World, address: string): boolean {
  return places.some(({ nodeAddresses }) => nodeAddresses.some((cidr) => cidr.split('/')[0] === address));
}

const lists = new Map<string, BlockList>();
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'];

function isPrivate(address: string): boolean {
  return privateNetworks.some((cidr) => isIn(cidr, address));
}

function isIn(cidr: string, address: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  if (isIPv6(network) !== isIPv6(address)) return false;
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  const list = lists.get(cidr) ?? new BlockList();
  if (!lists.has(cidr)) list.addSubnet(network, Number(length), family);
  lists.set(cidr, list);
  return list.check(address, family);
}

const yes = (rule: Rule, reason: string): Expectation => ({ allowed: true, rule, reason });
const no = (rule: Rule, reason: string): Expectation => ({ allowed: false, rule, reason });
