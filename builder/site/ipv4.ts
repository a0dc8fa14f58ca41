/** IPv4 addresses as numbers, 0 to 2^32-1. */

export interface Cidr {
  readonly address: number;
  /** Length of the network part, 0 to 32. */
  readonly prefix: number;
  /** First and last address of the network. */
  readonly network: number;
  readonly last: number;
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** `undefined` for what is not a dotted quad in plain decimal. */
export function parseIpv4(text: string): number | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256)) {
    return undefined;
  }
  return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Reads `192.168.1.20/24`; `undefined` for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [host = '', length = '', ...rest] = text.split('/');
  const address = parseIpv4(host);
  const prefix = Number(length);
  if (address === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length) || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const network = address - (address % size);
  return { address, prefix, network, last: network + size - 1 };
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return one.network <= other.last && other.network <= one.last;
}

/** Whether the whole network is private (RFC 1918). */
export function isPrivate(cidr: Cidr): boolean {
  return privateNetworks.some((text) => {
    const outer = parseCidr(text);
    return outer !== undefined && outer.network <= cidr.network && cidr.last <= outer.last;
  });
}
