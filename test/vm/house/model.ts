/** The model of the node that runs, and the machines around it as places that packets come from. */
import { isIPv6 } from 'node:net';
import { seenOn, withSeenAddresses } from '../../../installer/network/delegated.ts';
import type { Links } from '../../../installer/network/status.ts';
import { policyOf, type Side } from '../../../templates/policy.ts';
import { overlay } from '../../../templates/topology.ts';
import { render, type House } from '../../network/house.ts';
import type { Place } from '../../network/protocol.ts';

/** Addresses of the internet that the provider's namespace has; the first two are private, as a modem's and a provider's own are. */
const internetAddresses = ['192.168.77.1/32', '100.64.0.9/32', '203.0.113.80/32', '2001:db8:ffff::7/128'];

interface Node {
  /** The part of its site file below `admin`. */
  readonly network: string;
  /** As machine.json. */
  readonly machine: unknown;
  readonly links: Links;
}

/** The house that a node with these addresses makes, as the namespaces of neighbourhood.sh. */
export async function houseAround({ network, machine, links }: Node): Promise<Pick<House, 'policy' | 'places'>> {
  const { plan } = await render(network, machine);
  const policy = withSeenAddresses(policyOf(plan, plan.facts), seenOn(links));
  const sides = policy.sides.filter(({ name }) => name !== overlay.name);
  return { policy, places: sides.map((side) => placeOf(side, links)) };
}

function placeOf({ name, interface: link, outside }: Side, links: Links): Place {
  const here = links.filter(({ ifname }) => ifname === link);
  const nodeAddresses = seenOn(here).map(({ cidr }) => cidr);
  const gatewayOf = (isWanted: (address: string) => boolean): string[] => here.flatMap(({ addr_info = [] }) => addr_info.map(({ local }) => local)).filter(isWanted).slice(0, 1);
  const gateways = [...gatewayOf((address) => !isIPv6(address)), ...gatewayOf((address) => address.startsWith('fe80'))];
  return { name, interface: link, nodeAddresses, addresses: outside ? internetAddresses : nodeAddresses.map(neighbourOf), gateways };
}

/** The machine at 7 in the network of this address. */
function neighbourOf(cidr: string): string {
  if (!cidr.includes(':')) return cidr.replace(/\.\d+\//, '.7/');
  const [head = ''] = cidr.replace(/\/.*/, '').split('::');
  return `${head.split(':').slice(0, 4).join(':')}::7/64`;
}
