/** How the machine is reached, as people type it. Pure. */
import { isIP } from 'node:net';
import { localName } from '../../templates/topology.ts';

/** Addresses of the page, the best first. */
export function urlsOf(addresses: readonly string[]): string[] {
  return addresses.length === 0 ? [] : [...addresses.map(urlOf), urlOf(localName)];
}

export function urlOf(host: string): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}/`;
}
