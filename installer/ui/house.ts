/** Which requests to a page of this machine are answered. Pure. */
import { isIP } from 'node:net';
import { localName } from '../../templates/topology.ts';

/** What a browser says of a request. */
export interface Asked {
  /** Header `Host`: where the browser was told to go. */
  readonly host: string;
  /** Header `Origin`: the page that made it ask, where that is another one. */
  readonly origin: string | undefined;
}

/**
 * Whether a request is for this machine by an address or a name of its own and, where the browser says which page it comes
 * from, from such a page. A site that gives its own name our address could read the answer, which is why only addresses and our own names count.
 */
export function isOwnRequest({ host, origin }: Asked, names: readonly string[]): boolean {
  return isOwnHost(host, names) && (origin === undefined || origin === `http://${host}` || origin === `https://${host}`);
}

function isOwnHost(host: string, names: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return isIP(name) !== 0 || name === localName || names.includes(name);
}
