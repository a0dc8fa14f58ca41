/** Names and leases: dnsmasq gives addresses and knows the house's names, unbound answers everyone and asks it. Pure. */
import { domainOfZone } from '../../../templates/topology.ts';
import type { Site } from '../../site/site.ts';
import { uuidOf, type Carried } from './render.ts';
import { element, fields, type Element } from './xml.ts';

const leaseSeconds = 24 * 60 * 60;
const houseNamesPort = 53053;

/** Addresses of every zone, and the names of those who have them. */
export function leases(carried: readonly Carried[], site: Site): Element {
  const settings = { enable: 1, port: houseNamesPort, interface: interfacesOf(carried), regdhcp: 1, regdhcpstatic: 1, no_resolv: 1 };
  const dhcp = element('dhcp', fields({ fqdn: 1, domain: 'internal', local: 1, authoritative: 1 }));
  return element('dnsmasq', [...fields(settings), dhcp, ...carried.flatMap((entry) => hosts(entry, site)), ...carried.map(range)], { version: '1.0.9' });
}

/** The machines that the site gives a name, and those with a port known by its MAC an address that stays. */
function hosts({ zone }: Carried, { network }: Site): Element[] {
  const domain = domainOfZone(zone);
  return Object.entries(network.zones[zone.name]?.devices ?? {}).map(([host, { mac = '', address = '', aliases = [] }]) => {
    const names = aliases.map((alias) => `${alias}.${domain}`).join(',');
    return element('hosts', fields({ host, domain, ip: address, hwaddr: mac.toLowerCase().replaceAll('-', ':'), descr: zone.name, aliases: names }), { uuid: uuidOf('host', zone.name, host) });
  });
}

/** The resolver that everyone asks. */
export function resolver(carried: readonly Carried[], { site }: Site): Element {
  const domains = ['internal', ...(site.domain.endsWith('.internal') ? [] : [site.domain])];
  const general = fields({ enabled: 1, port: 53, dnssec: 1, active_interface: interfacesOf(carried) });
  return element('unboundplus', [element('general', general), element('dots', domains.map(forward))], { version: '1.0.15' });
}

function interfacesOf(carried: readonly Carried[]): string {
  return carried.map((entry) => entry.interface).join(',');
}

function range({ zone, interface: name }: Carried): Element {
  const values = {
    interface: name, start_addr: zone.dhcp.from, end_addr: zone.dhcp.to, lease_time: leaseSeconds,
    domain: domainOfZone(zone), description: zone.name,
  };
  return element('dhcp_ranges', fields(values), { uuid: uuidOf('range', zone.name) });
}

function forward(domain: string): Element {
  const values = { enabled: 1, type: 'forward', domain, server: '127.0.0.1', port: houseNamesPort };
  return element('dot', fields(values), { uuid: uuidOf('forward', domain) });
}
