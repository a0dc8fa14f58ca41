/** Whether a packet gets through the node, and which rule decides: the same model as the rendered firewall. Pure. */
import { isIPv6 } from 'node:net';
import { notPublic, type Opening, type Policy, type Service, type Side } from '../../templates/policy.ts';
import { isPrivate, isWithin, overlay } from '../../templates/topology.ts';

export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Of the destination; null for icmp. */
  readonly port: number | null;
  /** Whether it belongs to a connection that was let through before. */
  readonly isReply?: boolean;
  /** Interface it comes in on, where that is known; else it is taken to come from where its source lives. */
  readonly entersOn?: string;
}

/** Names of rules are also in the firewall: chains `refuse_<rule>` for the ones that refuse. */
export type AllowingRule = 'established' | 'service' | 'ping' | 'pair' | 'pinhole' | 'neighbours';
export type RefusingRule = 'spoofed' | 'closed' | 'foreign' | 'no_pair' | 'private' | 'local_prefix' | 'no_router';

export type Verdict =
  | { readonly allowed: true; readonly rule: AllowingRule; readonly reason: string; readonly from: string; readonly to: string }
  | { readonly allowed: false; readonly rule: RefusingRule; readonly reason: string; readonly from: string; readonly to: string };

/** Name of the node itself as a destination. */
export const node = 'node';

export function verdict(policy: Policy, packet: Packet): Verdict {
  const from = entrySide(policy, packet);
  const to = isOwn(policy, packet.destination) ? node : sideOf(policy, packet.destination).name;
  const places = { from: from.name, to };
  if (isSpoofed(policy, packet, from)) return { allowed: false, rule: 'spoofed', reason: `${packet.source} does not live on ${from.interface}`, ...places };
  if (packet.isReply === true) return { allowed: true, rule: 'established', reason: 'it answers a connection that was let through', ...places };
  if (to === node) return { ...toNode(policy, packet, from), ...places };
  return { ...through(policy, packet, from), ...places };
}

type Decision = Pick<Extract<Verdict, { allowed: true }>, 'allowed' | 'rule' | 'reason'> | Pick<Extract<Verdict, { allowed: false }>, 'allowed' | 'rule' | 'reason'>;

function toNode(policy: Policy, packet: Packet, from: Side): Decision {
  const opening = policy.openings.find((each) => isPublicPort(each, packet, from));
  if (opening !== undefined) return { allowed: true, rule: 'pinhole', reason: `${opening.title}, passed on to ${opening.address ?? opening.to}` };
  const isForeign = policy.mode === 'host' && from.name !== overlay.name && !isPrivate(packet.source);
  const service = policy.services.find((each) => isService(each, packet, from) && (!isForeign || each.toAnyone));
  if (service !== undefined) return { allowed: true, rule: 'service', reason: `${service.title} is open to ${from.name}` };
  if (isForeign) return { allowed: false, rule: 'foreign', reason: 'the node is a guest here: nothing is open to addresses of the internet' };
  if (packet.protocol === 'icmp' && !from.outside) return { allowed: true, rule: 'ping', reason: `${from.name} may ping the node` };
  return { allowed: false, rule: 'closed', reason: `the node has nothing at ${portOf(packet)} for ${from.name}` };
}

function through(policy: Policy, packet: Packet, from: Side): Decision {
  if (policy.mode === 'host') return { allowed: false, rule: 'no_router', reason: 'with one link the node passes nothing on' };
  const to = isWithin(linkLocal, packet.destination) ? from : sideOf(policy, packet.destination);
  if (to.name === from.name) return { allowed: true, rule: 'neighbours', reason: `both are in ${to.name} and speak without the node` };
  const pass = policy.passes.find((each) => each.from === from.name && each.to === to.name);
  if (pass === undefined) return throughOpening(policy, packet, from, to);
  if (to.outside && isLocalPrefix(packet.source)) return { allowed: false, rule: 'local_prefix', reason: "the house's own IPv6 addresses are unknown on the internet" };
  if (pass.publicOnly && isWithin([...notPublic.ipv4, ...notPublic.ipv6], packet.destination)) return { allowed: false, rule: 'private', reason: `${from.name} reaches the internet, but no private address` };
  return { allowed: true, rule: 'pair', reason: `${from.name} may reach ${to.name}` };
}

function throughOpening({ openings }: Policy, packet: Packet, from: Side, to: Side): Decision {
  const opening = openings.find((each) => isOpening(each, packet, from, to));
  if (opening !== undefined) return { allowed: true, rule: 'pinhole', reason: opening.title };
  return { allowed: false, rule: 'no_pair', reason: `${from.name} may not start connections to ${to.name}` };
}

function isOpening(opening: Opening, { destination, protocol, port }: Packet, from: Side, to: Side): boolean {
  const isThere = opening.address === null || opening.address === destination;
  // From outside, an IPv4 machine is reached by the node's public port only.
  const isDirect = opening.publicPort === null;
  return isDirect && isThere && opening.from === from.name && opening.to === to.name && opening.protocol === protocol && opening.port === port;
}

function isPublicPort({ from: side, publicPort, protocol }: Opening, packet: Packet, from: Side): boolean {
  const isHere = from.outside && side === from.name && !isIPv6(packet.destination);
  return isHere && publicPort !== null && protocol === packet.protocol && publicPort === packet.port;
}

function isService({ side, protocol, port }: Service, packet: Packet, from: Side): boolean {
  return side === from.name && protocol === packet.protocol && port === packet.port;
}

function entrySide(policy: Policy, { source, entersOn }: Packet): Side {
  return policy.sides.find((side) => side.interface === entersOn) ?? sideOf(policy, source);
}

/** Where an address lives: the inside that has it, or else the world outside. */
function sideOf({ sides }: Policy, address: string): Side {
  const inside = sides.find(({ subnets }) => isWithin(subnets, address));
  const rest = sides.find(({ outside }) => outside) ?? sides[0];
  const side = inside ?? rest;
  if (side === undefined) throw new Error('a policy without any side');
  return side;
}

function isOwn({ sides }: Policy, address: string): boolean {
  return sides.some(({ own }) => own.includes(address));
}

/** An IPv6 address that no side claims may be from the provider's prefix, which the model does not know. */
function isSpoofed(policy: Policy, { source, entersOn }: Packet, from: Side): boolean {
  if (policy.mode === 'host' || entersOn === undefined || isWithin(linkLocal, source)) return false;
  const home = sideOf(policy, source);
  if (home.outside && isIPv6(source) && !isLocalPrefix(source)) return false;
  return home.name !== from.name;
}

/** Such addresses mean the link that they are used on. */
const linkLocal = ['fe80::/10', '169.254.0.0/16'];

function isLocalPrefix(address: string): boolean {
  return isWithin(['fc00::/7'], address);
}

function portOf({ protocol, port }: Packet): string {
  return port === null ? protocol : `${protocol}/${port}`;
}
