/** Who may see what only the house may see. Pure. */
import { isIP } from 'node:net';
import { isPrivate, isWithin, localName, withoutPrefix } from '../../templates/topology.ts';

/** A network link of this machine, with the addresses it has in CIDR notation. */
export interface HouseLink {
  readonly name: string;
  readonly cidrs: readonly string[];
}

/**
 * Whether a browser is in the same network as the machine, with no router between, on a link that does not face the
 * internet: one without a public IPv4 address. `browser` may name its link (`fe80::1%lan0`).
 */
export function isFromHouse(browser: string, links: readonly HouseLink[]): boolean {
  const [address = '', scope] = browser.replace(/^::ffff:(?=\d+\.)/, '').split('%');
  if (isIP(address) === 0) return false;
  return links
    .filter((link) => (scope === undefined || link.name === scope) && !facesInternet(link))
    .some(({ cidrs }) => cidrs.some((cidr) => isIP(withoutPrefix(cidr)) === isIP(address) && isWithin([cidr], address)));
}

function facesInternet({ cidrs }: HouseLink): boolean {
  return cidrs.map(withoutPrefix).some((address) => isIP(address) === 4 && !isPrivate(address) && !isWithin(['127.0.0.0/8'], address));
}

/** What a browser says of a button that was pressed. */
export interface Press {
  readonly path: string;
  /** Address of the browser. */
  readonly address: string;
  /** Header `Host`: where the browser was told to go. */
  readonly host: string;
  /** Header `Origin`: the page with the button. */
  readonly origin: string | undefined;
}

/**
 * Whether the button stood on this machine's own page. Another site could press it unseen; and one that gives its own
 * name our address could read the answer, which is why only addresses and our own names count.
 */
export function isOwnPage({ host, origin }: Pick<Press, 'host' | 'origin'>, names: readonly string[]): boolean {
  return isOwnHost(host, names) && (origin === `http://${host}` || origin === `https://${host}`);
}

/**
 * Whether a request is for this machine by an address or a name of its own and, where the browser says which page it comes
 * from, from such a page.
 */
export function isOwnRequest({ host, origin }: Pick<Press, 'host' | 'origin'>, names: readonly string[]): boolean {
  return origin === undefined ? isOwnHost(host, names) : isOwnPage({ host, origin }, names);
}

function isOwnHost(host: string, names: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return isIP(name) !== 0 || name === localName || names.includes(name);
}
