/** Rules about the ports of the machine and the addresses on them. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { quote, type Finding, type Path } from '../finding.ts';
import { isSingleAddress, refuseMachineAddress } from '../address.ts';
import { parseCidr, parseIpv4 } from '../ipv4.ts';
import type { Site } from '../site.ts';
import { zonesOf } from '../zones.ts';
import { when, type Rule } from './rule.ts';

export const macsAreUnicast: Rule = (site) => macs(site).flatMap(({ path, mac }) => refuseMac(path, mac));

export const macsAreUsedOnce: Rule = (site) =>
  macs(site).flatMap(({ path, mac }, index, all) =>
    when(all.findIndex((other) => other.mac === mac) < index, () => ({
      path,
      message: `${quote(mac)} is used twice`,
      remedy: 'a port is either wan or lan, and is written once',
    })),
  );

export const dhcpHasNoAddress: Rule = ({ network: { wan } }) =>
  (['address', 'gateway'] as const).flatMap((key) =>
    when(wan.mode === 'dhcp' && wan[key] !== undefined, () => ({
      path: ['network', 'wan', key],
      at: 'key',
      message: `${key} has no effect with DHCP`,
      remedy: 'write mode: static beside it, or remove it',
    })),
  );

const staticExamples = {
  address: 'add address: 192.168.1.20/24, with your numbers',
  gateway: 'add gateway: 192.168.1.1, the address of your router',
};

export const staticHasAddress: Rule = ({ network: { wan } }) =>
  (['address', 'gateway'] as const).flatMap((key) =>
    when(wan.mode === 'static' && wan[key] === undefined, () => ({
      path: ['network', 'wan', key],
      message: `mode static needs network.wan.${key}`,
      remedy: staticExamples[key],
    })),
  );

export const addressIsHost: Rule = ({ network: { wan } }) => {
  if (wan.mode !== 'static' || wan.address === undefined) return [];
  const reason = refuseHostAddress(wan.address);
  return when(reason !== undefined, () => ({
    path: ['network', 'wan', 'address'],
    message: `${quote(wan.address)} cannot be the address of the machine`,
    remedy: reason ?? '',
  }));
};

export const gatewayIsNeighbour: Rule = ({ network: { wan } }) => {
  if (wan.mode !== 'static' || wan.gateway === undefined) return [];
  const reason = refuseGateway(wan.gateway, wan.address);
  return when(reason !== undefined, () => ({
    path: ['network', 'wan', 'gateway'],
    message: `${quote(wan.gateway)} cannot be the gateway`,
    remedy: reason ?? '',
  }));
};

export const dnsAreAddresses: Rule = ({ network: { wan } }) =>
  wan.dns.flatMap((server, index) => {
    const path = ['network', 'wan', 'dns', index];
    const remedy = 'write the address of a DNS server, such as 9.9.9.9, without a name or port';
    if (isIP(server) === 0 || server.includes('%')) return [{ path, message: `${quote(server)} is not an IP address`, remedy }];
    const reason = server === wan.address?.split('/')[0] ? 'is the address of this machine, which would ask itself' : refuseMachineAddress(server);
    return when(reason !== undefined, () => ({ path, message: `${quote(server)} ${reason ?? ''}`, remedy }));
  });

export const wanVlanIsFree: Rule = (site) => {
  const { vlan } = site.network.wan;
  if (vlan === undefined) return [];
  const path = ['network', 'wan', 'vlan'];
  const zone = zonesOf(site).find((each) => each.enabled && each.vlan === vlan);
  if (vlan < 2 || vlan > 4094) return [{ path, message: `${vlan} cannot be the VLAN of the internet`, remedy: 'write the id that the switch has for it, from 2 to 4094' }];
  return when(zone !== undefined, () => ({ path, message: `VLAN ${vlan} is that of the zone ${zone?.name ?? ''}`, remedy: 'give the internet another id, here and in the switch' }));
};

export const ulaIsUniqueLocal: Rule = ({ network: { ula } }) =>
  when(ula !== undefined && !isUniqueLocal(ula), () => ({
    path: ['network', 'ula'],
    message: `${quote(ula)} cannot be the IPv6 prefix of the house`,
    remedy: 'write fd, ten digits of your own, and /48, such as fd12:3456:789a::/48, or remove the line',
  }));

function isUniqueLocal(prefix: string): boolean {
  return /^fd[0-9a-f]{2}(:[0-9a-f]{1,4}){2}::\/48$/.test(prefix);
}

function macs({ network: { wan, lan } }: Site): Array<{ path: Path; mac: string }> {
  const first = wan.mac === undefined ? [] : [{ path: ['network', 'wan', 'mac'], mac: wan.mac }];
  return [...first, ...lan.macs.map((mac, index) => ({ path: ['network', 'lan', 'macs', index], mac }))];
}

/** Whether a MAC address in lower case can be that of one port. */
export function isPortAddress(mac: string): boolean {
  return refuseMac([], mac).length === 0;
}

function refuseMac(path: Path, mac: string): Finding[] {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) {
    const remedy = 'write six pairs of 0-9 and a-f, such as 00:1b:21:3a:4f:5c';
    return [{ path, message: `${quote(mac)} is not a MAC address`, remedy }];
  }
  const isGroup = Number.parseInt(mac.slice(0, 2), 16) % 2 === 1;
  return when(isGroup || mac === '00:00:00:00:00:00', () => ({
    path,
    message: `${quote(mac)} is not the address of one port`,
    remedy: 'write the permanent address of the port, which `pintxo plan` shows',
  }));
}

function refuseHostAddress(address: string): string | undefined {
  const [host = '', prefix] = address.split('/');
  if (isIP(host) === 0 || host.includes('%')) return 'write address and length of the network, such as 192.168.1.20/24';
  const reason = refuseMachineAddress(host);
  if (reason !== undefined) return `it ${reason}; write the one that the router of your network leaves to this machine`;
  const usual = `${host}/${isIPv6(host) ? 64 : 24}`;
  if (prefix === undefined) return `the length of the network is missing; most often it is ${usual}`;
  if (isIPv6(host)) return prefixUpTo(prefix, 128) ? undefined : 'the length of the network is 1 to 128';
  return refuseHostIn(address, host, prefix);
}

function refuseHostIn(address: string, host: string, prefix: string): string | undefined {
  const length = lengthOfMask(prefix);
  if (length !== undefined) return `write the length of the network instead of its mask: ${host}/${length}`;
  const cidr = parseCidr(address);
  if (cidr === undefined || cidr.prefix === 0) return 'the length of the network is 1 to 32';
  return isEdge(host, address) ? "the first and the last address of a network are no machine's; take one between" : undefined;
}

function refuseGateway(gateway: string, address: string | undefined): string | undefined {
  if (isIP(gateway) === 0 || gateway.includes('%')) return 'write the address of the router alone, such as 192.168.1.1';
  if (address === undefined || refuseHostAddress(address) !== undefined) return undefined;
  return refuseAsRouter(gateway, address) ?? refuseFar(gateway, address);
}

function refuseAsRouter(gateway: string, address: string): string | undefined {
  const reserved = refuseMachineAddress(gateway) ?? (isEdge(gateway, address) ? "is the first or last of its network, which are no machine's" : undefined);
  if (reserved !== undefined) return `it ${reserved}; write that of the router`;
  return gateway === address.split('/')[0] ? 'this is the address of the machine itself; write that of the router' : undefined;
}

function refuseFar(gateway: string, address: string): string | undefined {
  const [host = '', prefix = ''] = address.split('/');
  const isLinkLocal = isIPv6(gateway) && isIPv6(host) && /^fe[89ab]/i.test(gateway);
  // A provider that gives a single address has its router elsewhere.
  const isLone = isSingleAddress(address) && isIPv6(gateway) === isIPv6(host);
  return isLone || isLinkLocal || isInside(gateway, host, Number(prefix)) ? undefined : `it is not in the network of ${address}`;
}

/** Whether it is the first or the last address of the network. */
function isEdge(host: string, network: string): boolean {
  const [number, cidr] = [parseIpv4(host), parseCidr(network)];
  return cidr !== undefined && cidr.prefix < 31 && (number === cidr.network || number === cidr.last);
}

/** 24 for `255.255.255.0`; undefined for what is no mask. */
function lengthOfMask(text: string): number | undefined {
  const mask = parseIpv4(text);
  const bits = mask?.toString(2).padStart(32, '0') ?? '';
  return /^1+0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

function isInside(gateway: string, host: string, prefix: number): boolean {
  const family = isIPv6(host) ? 'ipv6' : 'ipv4';
  if (isIPv6(gateway) !== isIPv6(host)) return false;
  const network = new BlockList();
  network.addSubnet(host, prefix, family);
  return network.check(gateway, family);
}

function prefixUpTo(text: string, most: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most;
}
