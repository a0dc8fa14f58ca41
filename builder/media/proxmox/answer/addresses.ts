/** Addresses in an answer file, IPv4 and IPv6. Pure. */
import { BlockList, isIP } from 'node:net';
import { quote } from '../../../site/finding.ts';
import type { Complaint } from './complaint.ts';

export interface AddressBlock {
  readonly address: string;
  readonly family: 4 | 6;
  readonly prefix: number;
}

/** Address and length; an address alone stands for itself only. Undefined for what the installer cannot read. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === undefined || rest.length > 0) return undefined;
  const most = family === 4 ? 32 : 128;
  if (length === undefined) return { address, family, prefix: most };
  const prefix = /^\+?\d+$/.test(length) ? Number(length) : Infinity;
  return prefix <= most ? { address, family, prefix } : undefined;
}

/** Undefined for what is no address; a zone (`%eth0`) is none. */
export function familyOf(address: string): 4 | 6 | undefined {
  const family = address.includes('%') ? 0 : isIP(address);
  return family === 4 || family === 6 ? family : undefined;
}

/** Whether the block reaches the other address without a router. */
export function reaches(block: AddressBlock, other: string): boolean {
  if (familyOf(other) !== block.family) return false;
  const name = block.family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(block.address, block.prefix, name);
  return list.check(other, name);
}

/** Routers of IPv6 are reached by addresses that need no common subnet. */
export function isLinkLocal(address: string): boolean {
  return familyOf(address) === 6 && reaches({ address: 'fe80::', family: 6, prefix: 10 }, address);
}

export function refuseBlock(text: string): Complaint | undefined {
  if (parseBlock(text) !== undefined) return undefined;
  const message = `${quote(text)} is not an address with the length of its network`;
  const isMask = /^[\d.]+\/\d+\.\d+\.\d+\.\d+$/.test(text);
  return { message, remedy: isMask ? 'write /24 instead of /255.255.255.0' : 'write one such as 192.168.1.20/24' };
}

export function refuseAddress(text: string): Complaint | undefined {
  if (familyOf(text) !== undefined) return undefined;
  return { message: `${quote(text)} is not an address`, remedy: 'write one IPv4 or IPv6 address, such as 192.168.1.1' };
}
