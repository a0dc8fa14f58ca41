/** Rules for the section [network] of an answer file. Pure. */
import type { Finding } from '../../../site/finding.ts';
import { familyOf, isLinkLocal, parseBlock, reaches } from './addresses.ts';
import type { Network } from './answer.ts';
import { filterDoubts, type Filtered } from './filter-rules.ts';

type Rule = (network: Network) => Finding[];

export const networkRules: readonly Rule[] = [filterNeeded, filterOfMany, doubtfulFilter, gatewayWithinReach, itself, hostAddress, pinnedNames, pinnedOnce, pinnedAgain, pinnedAddresses];

const macAddress = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;
const interfaceName = /^[a-z][a-z0-9_]{1,20}([:.]\d+)?$/i;

// Proxmox's own check accepts this, and the installation then stops with "no filter defined".
function filterNeeded(network: Network): Finding[] {
  if (network.source === 'from-dhcp' || Object.keys(network.filter ?? {}).length > 0) return [];
  const message = 'no link is named: the installation would stop';
  return [{ path: ['filter'], at: 'key', message, remedy: 'add: filter.ID_NET_NAME_MAC = "*0123456789ab" (the MAC address without colons)' }];
}

function filterOfMany(network: Network): Finding[] {
  const count = network.source === 'from-answer' ? Object.keys(network.filter ?? {}).length : 0;
  if (count < 2) return [];
  const message = 'the first link of which any one of these matches is taken, not the one of which all do';
  return [{ path: ['filter'], at: 'key', severity: 'warning', message, remedy: 'keep one, such as ID_NET_NAME_MAC' }];
}

const links: Filtered = { thing: 'link', consequence: 'the first one by name is taken', better: 'filter.ID_NET_NAME_MAC = "*0123456789ab" (the MAC address without colons)' };

function doubtfulFilter(network: Network): Finding[] {
  return network.source === 'from-dhcp' ? [] : filterDoubts(network.filter, links);
}

function itself(network: Network): Finding[] {
  if (network.source === 'from-dhcp') return [];
  const block = parseBlock(network.cidr);
  const isOwn = (address: string): boolean => block !== undefined && reaches({ ...block, prefix: block.family === 4 ? 32 : 128 }, address);
  const own = Object.entries(network).flatMap(([key, value]) => (key !== 'cidr' && typeof value === 'string' && isOwn(value) ? [key] : []));
  return own.map((key) => (key === 'gateway' ? gatewayItself : { ...nameServerItself, path: [key] }));
}

const gatewayItself: Finding = { path: ['gateway'], message: 'the gateway is the machine itself: it would reach nothing', remedy: 'write the address of the router' };
const nameServerItself = { severity: 'warning', message: 'the name server is the machine itself: it would find no names', remedy: 'write the address of the router, or of another name server' } as const;

// Where the network is one address, the gateway is outside of it: servers that are rented are often connected so.
function isAlone(cidr: string, gateway: string): boolean {
  const block = cidr.includes('/') ? parseBlock(cidr) : undefined;
  return block?.prefix === (block?.family === 4 ? 32 : 128) && familyOf(gateway) === block.family;
}

function gatewayWithinReach(network: Network): Finding[] {
  if (network.source === 'from-dhcp') return [];
  const block = parseBlock(network.cidr);
  if (block === undefined || reaches(block, network.gateway)) return [];
  if (block.family === 6 && isLinkLocal(network.gateway)) return [];
  if (isAlone(network.cidr, network.gateway)) return [{ path: ['gateway'], severity: 'warning', message: `the gateway is outside of ${network.cidr}: that works only where the link reaches it without a router`, remedy: 'keep it where your provider says so' }];
  const message = network.cidr.includes('/')
    ? `the gateway is not in the network of ${network.cidr}: the machine would reach nothing`
    : 'an address without the length of its network reaches no gateway';
  const length = block.family === 4 ? 24 : 64;
  const remedy = network.cidr.includes('/') ? 'write the address of the router in that network' : `write ${network.cidr}/${length} above`;
  return [{ path: ['gateway'], message, remedy }];
}

function hostAddress(network: Network): Finding[] {
  const block = network.source === 'from-answer' ? parseBlock(network.cidr) : undefined;
  if (block?.family !== 4) return [];
  const bits = block.address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0) % 2 ** (32 - block.prefix);
  const isEdge = block.prefix < 31 && (bits === 0 || bits === 2 ** (32 - block.prefix) - 1);
  const message = block.prefix === 0 ? 'a network of length 0 is the whole internet' : 'this is the address of a network, not of a machine';
  return block.prefix === 0 || isEdge ? [{ path: ['cidr'], severity: 'warning', message, remedy: 'write one such as 192.168.1.20/24' }] : [];
}

function pinnedNames(network: Network): Finding[] {
  return mappingOf(network).flatMap(([mac, name]) => {
    const path = ['interface-name-pinning', 'mapping', mac];
    if (name.length >= 2 && name.length <= 15 && interfaceName.test(name)) return [];
    const message = `"${name}" cannot be the name of a link`;
    return [{ path, ...severityOf(network), message, remedy: '2 to 15 letters, digits and underscores, a letter first: lan0' }];
  });
}

function pinnedOnce(network: Network): Finding[] {
  const pins = mappingOf(network);
  return pins.flatMap(([mac, name]) => {
    const [owner] = pins.find(([, other]) => other === name) ?? [mac];
    if (isSameLink(owner, mac)) return [];
    const path = ['interface-name-pinning', 'mapping', mac];
    return [{ path, ...severityOf(network), message: `"${name}" is given to two links`, remedy: 'give each link its own name' }];
  });
}

// The installer compares addresses in lower case, and takes one of the two.
function pinnedAgain(network: Network): Finding[] {
  const macs = mappingOf(network).map(([mac]) => mac);
  return macs.flatMap((mac, index) => {
    if (macs.findIndex((other) => isSameLink(other, mac)) === index) return [];
    const path = ['interface-name-pinning', 'mapping', mac];
    return [{ path, at: 'key', severity: 'warning', message: `"${mac}" stands here twice: chance decides which name it gets`, remedy: 'keep one' }];
  });
}

// A key that is no address matches no link; Proxmox goes on without it, or finds out in the middle of the installation.
function pinnedAddresses(network: Network): Finding[] {
  return mappingOf(network).flatMap(([mac]) => {
    const path = ['interface-name-pinning', 'mapping', mac];
    if (macAddress.test(mac)) return [];
    return [{ path, at: 'key', ...severityOf(network), message: `"${mac}" is not a MAC address`, remedy: 'write one such as "24:8a:07:1e:05:bc"' }];
  });
}

function isSameLink(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function mappingOf(network: Network): Array<[string, string]> {
  return Object.entries(network['interface-name-pinning']?.mapping ?? {});
}

// Nothing is done with names while pinning is off.
function severityOf(network: Network): { readonly severity?: 'warning' } {
  return network['interface-name-pinning']?.enabled === true ? {} : { severity: 'warning' };
}
