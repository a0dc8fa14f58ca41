/** The node's own names as unbound wants them. Pure. */
import { isIP } from 'node:net';
import { formatIpv4, parseCidr } from '../../builder/site/ipv4.ts';

export interface Record {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly address: string;
}

/** Until the node knows an address of its own, its names lead to itself, so that its own services and checks work. */
const fallback = ['127.0.0.1'];

export function recordsOf(names: readonly string[], addresses: readonly string[]): Record[] {
  const known = addresses.length > 0 ? addresses : fallback;
  const own = [...new Set(names.filter((name) => isIP(name) === 0))].sort();
  return own.flatMap((name) => known.map((address) => ({ name, address, type: isIP(address) === 6 ? 'AAAA' : 'A' })));
}

export function reverseRecords(name: string, addresses: readonly string[]): Array<{ address: string; name: string }> {
  return addresses.map((address) => ({ address, name }));
}

/**
 * `internal` never leaves the house, so what we do not know does not exist. A domain of the site's own outside of it
 * may have names on the internet too: only ours are answered here.
 */
export function localZones(domain: string): Array<{ name: string; type: 'static' | 'transparent' }> {
  const own = domain === 'internal' || domain.endsWith('.internal') ? [] : [{ name: `${domain}.`, type: 'transparent' as const }];
  return [{ name: 'internal.', type: 'static' }, ...own];
}

/** The reverse domains of a subnet, one for each /24 of it: `10.3.10.in-addr.arpa`. */
export function reverseDomains(subnet: string): string[] {
  const { network = 0, last = 0 } = parseCidr(subnet) ?? {};
  const count = Math.floor((last - network) / 256) + 1;
  return Array.from({ length: count }, (_, index) => {
    const [a = '', b = '', c = ''] = formatIpv4(network + index * 256).split('.');
    return `${c}.${b}.${a}.in-addr.arpa`;
  });
}
