/** The provider's IPv6 prefixes, which only the running machine knows, put into the model. Pure. */
import { isIPv6 } from 'node:net';
import type { Policy } from '../../templates/policy.ts';
import { isPrivate, withoutPrefix } from '../../templates/topology.ts';
import type { Links } from './status.ts';

/** An address that the node has on an interface, in CIDR notation. */
export interface SeenAddress {
  readonly interface: string;
  readonly cidr: string;
}

/** The addresses that others may know, of all links. */
export function seenOn(links: Links): SeenAddress[] {
  return links.flatMap(({ ifname, addr_info = [] }) => addr_info.filter(({ scope }) => scope === 'global').map(({ local, prefixlen }) => ({ interface: ifname, cidr: `${local}/${prefixlen}` })));
}

/** The policy with all addresses that the node has, and with the subnets of its global IPv6 addresses inside. */
export function withSeenAddresses(policy: Policy, seen: readonly SeenAddress[]): Policy {
  const sides = policy.sides.map((side) => {
    const here = seen.filter((address) => address.interface === side.interface);
    const subnets = side.outside || policy.mode === 'host' ? [] : here.filter(({ cidr }) => isGlobalIpv6(cidr)).map(({ cidr }) => cidr);
    return {
      ...side,
      own: [...new Set([...side.own, ...here.map(({ cidr }) => withoutPrefix(cidr))])],
      subnets: [...new Set([...side.subnets, ...subnets])],
    };
  });
  return { ...policy, sides };
}

function isGlobalIpv6(cidr: string): boolean {
  return isIPv6(withoutPrefix(cidr)) && !isPrivate(withoutPrefix(cidr));
}
