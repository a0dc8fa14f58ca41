/** Filter rules and port forwards of OPNsense: the first rule that matches decides, what matches none is refused. Pure. */
import { internet } from '../../../templates/topology.ts';
import type { Opening } from '../../../templates/policy.ts';
import { aliasOf, uuidOf, type Carried } from './render.ts';
import { element, fields, type Element } from './xml.ts';

interface Rule {
  readonly interface: string;
  readonly action: 'pass' | 'block';
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
  readonly port?: number | undefined;
  readonly description: string;
}

/** Services of the router itself for every zone; its web page and SSH are for those from which administrators work. */
const services = [
  { protocol: 'TCP/UDP', port: 53, description: 'DNS' },
  { protocol: 'UDP', port: 123, description: 'time' },
  { protocol: 'ICMP', port: undefined, description: 'ping' },
];
const management = [
  { protocol: 'TCP', port: 443, description: 'web page' },
  { protocol: 'TCP', port: 22, description: 'SSH' },
];

export function filterRules(carried: readonly Carried[]): Element[] {
  const rules = [...carried.flatMap((entry) => zoneRules(entry, carried)), ...carried.flatMap(publicOpenings)];
  return rules.map((rule, index) => ruleElement(rule, index + 1));
}

function zoneRules(entry: Carried, carried: readonly Carried[]): Rule[] {
  const { zone, house, interface: name } = entry;
  const own = { interface: name, source: aliasOf(zone.name), action: 'pass' } as const;
  const known = new Set(carried.map((other) => other.zone.name));
  const offered = house.manages ? [...services, ...management] : services;
  const openings = carried.flatMap((other) => other.house.openings.filter(({ from }) => from === zone.name));
  return [
    ...offered.map((service) => ({ ...own, ...service, destination: zone.gateway })),
    ...house.reaches.filter((to) => known.has(to)).map((to) => ({ ...own, protocol: 'any', destination: aliasOf(to), description: `to ${to}` })),
    ...openings.map((opening) => ({ ...own, protocol: opening.protocol.toUpperCase(), destination: opening.address ?? aliasOf(opening.to), port: opening.port, description: opening.title })),
    ...outward(entry).map((rule) => ({ ...own, ...rule })),
  ];
}

function outward({ house }: Carried): Array<Pick<Rule, 'action' | 'protocol' | 'destination' | 'description'>> {
  if (house.outside === 'none') return [];
  const closed = house.outside === 'public' ? 'not_public' : 'house';
  return [
    { action: 'block', protocol: 'any', destination: closed, description: 'all other networks' },
    { action: 'pass', protocol: 'any', destination: 'any', description: 'to the internet' },
  ];
}

function publicOpenings({ house }: Carried): Rule[] {
  return forwarded(house.openings).map(({ address, protocol, port, title }) => ({
    interface: 'wan',
    action: 'pass',
    protocol: protocol.toUpperCase(),
    source: 'any',
    destination: address ?? '',
    port,
    description: title,
  }));
}

function forwarded(openings: readonly Opening[]): Opening[] {
  return openings.filter(({ from, address, publicPort }) => from === internet && address !== null && publicPort !== null);
}

function ruleElement({ interface: name, action, protocol, source, destination, port, description }: Rule, sequence: number): Element {
  const values = {
    enabled: 1, sequence, action, quick: 1, interface: name, direction: 'in', ipprotocol: 'inet', protocol,
    source_net: source, source_not: 0, source_port: '', destination_net: destination, destination_not: 0, destination_port: port ?? '',
    log: action === 'block' ? 1 : 0, description,
  };
  return element('rule', fields(values), { uuid: uuidOf('rule', name, String(sequence), description) });
}

/** Ports of the public address that lead to one machine. */
export function portForwards(carried: readonly Carried[]): Element[] {
  return carried.flatMap(({ house }) => forwarded(house.openings)).map(({ protocol, publicPort, port, address, title }) =>
    element('rule', [
      ...fields({ interface: 'wan', protocol, ipprotocol: 'inet' }),
      element('source', fields({ any: 1 })),
      element('destination', fields({ network: 'wanip', port: publicPort ?? port })),
      ...fields({ target: address ?? '', 'local-port': port, descr: title }),
    ]),
  );
}
