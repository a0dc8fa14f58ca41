/** The machine of a place gets its addresses, and its ways out. Pure. */
import type { Place } from './protocol.ts';

/** Lines of shell; what is there already stays. */
export function settle({ name, addresses, gateways }: Place): string[] {
  return [
    ...addresses.map((address) => `ip -n ${name} address replace ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`),
    ...gateways.map((gateway) => `ip -n ${name} route replace default via ${gateway} dev eth0`),
  ];
}
