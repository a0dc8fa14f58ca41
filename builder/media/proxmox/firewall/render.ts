/** The policy of the house as files of the Proxmox VE firewall. Pure. */
import { isIPv6 } from 'node:net';
import { internet } from '../../../../templates/topology.ts';
import type { Opening } from '../../../../templates/policy.ts';
import type { House, HouseZone } from '../../house.ts';

/** Where Proxmox VE keeps the firewall of the whole cluster. */
export const clusterFile = '/etc/pve/firewall/cluster.fw';

/** The files of a cluster with one node, by their path; guests get theirs by `guestFirewall`. */
export function renderFirewall(house: House, hostname: string): Map<string, string> {
  return new Map([[clusterFile, clusterFirewall(house)], [`/etc/pve/nodes/${hostname}/host.fw`, hostFirewall()]]);
}

/**
 * Sets of addresses for every zone, and a group of rules for guests in it. The set `management` must never be missing: it is
 * all that keeps the node's own web page and SSH open once the firewall is on.
 */
function clusterFirewall(house: House): string {
  const managed = house.zones.filter(({ manages }) => manages).flatMap(({ subnets }) => subnets);
  const sets = [
    set('management', managed, 'who may manage the nodes'),
    set('house', house.inside, 'every network of the house'),
    set('private', house.notPublic, 'what is not the internet'),
    ...house.zones.map(({ name, subnets }) => set(zoneSet(name), subnets, `zone ${name}`)),
  ];
  const options = ['[OPTIONS]', '', 'enable: 1', 'policy_in: DROP', 'policy_out: ACCEPT', ''];
  return [...heading, ...options, ...sets, ...house.zones.map((zone) => group(zone, house)), ...nodeRules].join('\n');
}

const heading = ['# Made by pintxo out of the zones of site.yaml.', ''];

// The web page and SSH are opened by Proxmox itself, for the set `management`.
const nodeRules = ['[RULES]', '', 'IN ACCEPT -source +dc/management -p icmp -icmp-type echo-request # ping', ''];

function hostFirewall(): string {
  return [...heading, '[OPTIONS]', '', 'enable: 1', 'nosmurfs: 1', 'tcpflags: 1', 'ndp: 1', ''].join('\n');
}

/** The firewall of a guest in a zone; its network device needs `firewall=1`. */
export function guestFirewall(zone: string): string {
  const options = ['enable: 1', 'policy_in: DROP', 'policy_out: DROP', 'dhcp: 1', 'ndp: 1', 'macfilter: 1'];
  return [...heading, '[OPTIONS]', '', ...options, '', '[RULES]', '', `GROUP ${zoneSet(zone)}`, ''].join('\n');
}

function zoneSet(name: string): string {
  return `zone-${name.toLowerCase()}`;
}

function set(name: string, networks: readonly string[], comment: string): string {
  return [`[IPSET ${name}] # ${comment}`, '', ...networks, ''].join('\n');
}

function group(zone: HouseZone, { zones }: House): string {
  const comers = zones.filter(({ reaches }) => reaches.includes(zone.name)).map(({ name }) => name);
  return [
    `[group ${zoneSet(zone.name)}] # guests in ${zone.name}`,
    '',
    ...[zone.name, ...comers].map((from) => `IN ACCEPT -source +dc/${zoneSet(from)} # from ${from}`),
    ...zone.openings.filter(({ from }) => from !== internet).map((opening) => `IN ACCEPT -source +dc/${zoneSet(opening.from)} ${port(opening)}`),
    // What is left of the house is refused before the ports for the internet are opened.
    'IN DROP -source +dc/house # the rest of the house',
    ...zone.openings.filter(({ from }) => from === internet).map((opening) => `IN ACCEPT ${port(opening)}`),
    ...[zone.name, ...zone.reaches].map((to) => `OUT ACCEPT -dest +dc/${zoneSet(to)} # to ${to}`),
    ...zones.flatMap((other) => other.openings.filter(({ from }) => from === zone.name)).map((opening) => `OUT ACCEPT ${within(opening)}${port(opening)}`),
    ...outward(zone),
    '',
  ].join('\n');
}

function within({ address, to }: Opening): string {
  return address === null ? `-dest +dc/${zoneSet(to)} ` : '';
}

function port({ address, protocol, port: number, title }: Opening): string {
  const destination = address === null ? '' : `-dest ${address}${isIPv6(address) ? '/128' : ''} `;
  return `${destination}-p ${protocol} -dport ${number} # ${title.replaceAll('#', '')}`;
}

function outward({ outside }: HouseZone): string[] {
  if (outside === 'none') return [];
  const closed = outside === 'public' ? 'private' : 'house';
  return [`OUT DROP -dest +dc/${closed} # all other networks`, 'OUT ACCEPT # to the internet'];
}
