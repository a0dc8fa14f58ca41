/** Which addresses can be those of another machine. Pure. */
import { BlockList, isIP, isIPv6 } from 'node:net';

interface Range {
  readonly name: string;
  readonly networks: ReadonlyArray<readonly [string, number]>;
}

/** Ranges of which no address is that of one machine on a network (RFC 6890). */
const ranges: readonly Range[] = [
  { name: 'of the machine itself (loopback)', networks: [['127.0.0.0', 8], ['::1', 128]] },
  { name: 'no address', networks: [['0.0.0.0', 8], ['::', 128]] },
  { name: 'for groups of machines (multicast)', networks: [['224.0.0.0', 4], ['ff00::', 8]] },
  { name: 'reserved', networks: [['240.0.0.0', 4]] },
];

/** What is wrong with an IP address as that of one machine that others reach: `loopback`; undefined where it can be one. */
export function refuseMachineAddress(address: string): string | undefined {
  if (isIP(address) === 0 || address.includes('%')) return 'is no IP address';
  const range = ranges.find(({ networks }) => holds(networks, address));
  return range === undefined ? undefined : `is ${range.name}`;
}

function holds(networks: Range['networks'], address: string): boolean {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Whether a provider gives this one address alone (`203.0.113.10/32`): its router is in no network with it. */
export function isSingleAddress(cidr: string): boolean {
  return cidr.endsWith(cidr.includes(':') ? '/128' : '/32');
}
