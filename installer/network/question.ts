/** `SRC DST proto/port` as a packet. Pure. */
import { isIP } from 'node:net';
import type { Packet } from './verdict.ts';

export type Question = { readonly ok: true; readonly packet: Packet } | { readonly ok: false; readonly problem: string };

/** Reads what a person asked; a mistake is told in words. */
export function readQuestion(source: string, destination: string, service: string): Question {
  const wrong = [source, destination].find((address) => isIP(address) === 0);
  if (wrong !== undefined) return { ok: false, problem: `"${wrong}" is not an IP address; write it like 10.3.10.7` };
  if (isIP(source) !== isIP(destination)) return { ok: false, problem: 'one address is IPv4 and the other IPv6: no packet has both' };
  if (service === 'icmp') return { ok: true, packet: { source, destination, protocol: 'icmp', port: null } };
  const [, protocol, text] = /^(tcp|udp)\/(\d{1,5})$/.exec(service) ?? [];
  const port = Number(text);
  if (protocol === undefined || port < 1 || port > 65_535) return { ok: false, problem: `"${service}" is no service; write tcp/443, udp/53 or icmp` };
  return { ok: true, packet: { source, destination, protocol: protocol === 'tcp' ? 'tcp' : 'udp', port } };
}
