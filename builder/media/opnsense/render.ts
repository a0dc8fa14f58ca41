/** The house as config.xml of OPNsense, where it takes the place of our own router. Pure. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Policy } from '../../../templates/policy.ts';
import { isSingleAddress } from '../../site/address.ts';
import { parseCidr } from '../../site/ipv4.ts';
import type { Site } from '../../site/site.ts';
import type { Zone } from '../../site/zones.ts';
import { houseOf, type HouseZone } from '../house.ts';
import { leases, resolver } from './names.ts';
import { filterRules, portForwards } from './rules.ts';
import { element, fields, writeXml, type Element } from './xml.ts';

export interface OpnsenseRequest {
  readonly site: Site;
  /** The zones that are carried, the untagged one first. */
  readonly zones: readonly Zone[];
  readonly policy: Policy;
  /** Names of the network devices as FreeBSD calls them, such as `vtnet0`. */
  readonly devices: { readonly wan: string; readonly lan: string };
}

/** A zone with what OPNsense calls its interface: `lan`, `opt1`, `opt2`... */
export interface Carried {
  readonly zone: Zone;
  readonly house: HouseZone;
  readonly interface: string;
  readonly device: string;
}

export function renderOpnsense(request: OpnsenseRequest): string {
  const { site, policy, devices } = request;
  const house = houseOf(policy);
  const carried = carriedBy(request);
  return writeXml(
    element('opnsense', [
      system(site, carried),
      element('interfaces', [wan(site, devices.wan), ...carried.map(zoneInterface)]),
      element('vlans', carried.filter(({ zone }) => zone.vlan > 0).map((entry) => vlan(entry, devices.lan)), { version: '1.0.0' }),
      leases(carried, site),
      element('unbound', fields({ enable: 1 })),
      element('nat', [element('outbound', fields({ mode: 'automatic' })), ...portForwards(carried)]),
      element('OPNsense', [
        element('Firewall', [
          element('Alias', [element('aliases', aliases(carried, house.inside, house.notPublic))], { version: '1.0.1' }),
          element('Filter', [element('rules', filterRules(carried))], { version: '1.0.5' }),
        ]),
        resolver(carried, site),
        ...gateways(site),
      ]),
    ]),
  );
}

/** The same for the same meaning, so that a rendering can be compared with the last one. */
export function uuidOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function carriedBy({ zones, policy, devices }: OpnsenseRequest): Carried[] {
  const known = houseOf(policy).zones;
  return zones.filter(({ enabled }) => enabled).flatMap((zone, index) => {
    const house = known.find(({ name }) => name === zone.name);
    const device = zone.vlan === 0 ? devices.lan : `vlan0${zone.vlan}`;
    return house === undefined ? [] : [{ zone, house, interface: index === 0 ? 'lan' : `opt${index}`, device }];
  });
}

// Without the flag that starts the first-time assistant, which would wait for a person.
function system({ site, admin }: Site, carried: readonly Carried[]): Element {
  const managed = carried.filter(({ house }) => house.manages).map((entry) => entry.interface).join(',');
  const keys = Buffer.from(`${admin.sshKeys.join('\n')}\n`).toString('base64');
  const password = admin.passwordHash !== undefined && /^\$2[aby]\$/.test(admin.passwordHash) ? admin.passwordHash.replace(/^\$2[ab]\$/, '$2y$') : '*';
  const root = { name: 'root', descr: 'System Administrator', scope: 'system', groupname: 'admins', uid: 0, password, authorizedkeys: keys };
  return element('system', [
    ...fields({ optimization: 'normal', hostname: 'router', domain: 'mgmt.internal', timezone: site.timezone, dnsallowoverride: 0 }),
    element('group', fields({ name: 'admins', description: 'System Administrators', scope: 'system', gid: 1999, member: 0, priv: 'page-all' })),
    element('user', fields(root)),
    element('webgui', fields({ protocol: 'https' })),
    element('ssh', fields({ enabled: 'enabled', permitrootlogin: 1, interfaces: managed })),
    ...fields({ disablenatreflection: 'yes', nextuid: 2000, nextgid: 2000 }),
  ]);
}

// No `blockpriv`: the address from the provider's own router is a private one.
function wan({ network }: Site, device: string): Element {
  const { mode, address } = network.wan;
  const cidr = mode === 'static' && address !== undefined ? address.split('/') : undefined;
  const addresses = cidr === undefined ? { ipaddr: 'dhcp', ipaddrv6: 'dhcp6' } : { ipaddr: cidr[0] ?? '', subnet: cidr[1] ?? '', gateway: 'WAN_GW' };
  return element('wan', fields({ enable: 1, if: device, descr: 'WAN', blockbogons: 0, ...addresses }));
}

function zoneInterface({ zone, interface: name, device }: Carried): Element {
  const prefix = parseCidr(zone.subnet)?.prefix ?? 24;
  return element(name, fields({ enable: 1, if: device, descr: zone.name, ipaddr: zone.gateway, subnet: prefix }));
}

function vlan({ zone, device }: Carried, parent: string): Element {
  const values = { if: parent, tag: zone.vlan, pcp: 0, proto: '', descr: zone.name, vlanif: device };
  return element('vlan', fields(values), { uuid: uuidOf('vlan', zone.name) });
}

export function aliasOf(zone: string): string {
  return `zone_${zone}`;
}

function aliases(carried: readonly Carried[], inside: readonly string[], notPublic: readonly string[]): Element[] {
  const lists: ReadonlyArray<readonly [string, readonly string[], string]> = [
    ['house', inside, 'every network of the house'],
    ['not_public', notPublic, 'what is not the internet'],
    ...carried.map(({ zone }) => [aliasOf(zone.name), [zone.subnet], `zone ${zone.name}`] as const),
  ];
  return lists.map(([name, networks, description]) => {
    const content = networks.filter((network) => !isIPv6(network.split('/')[0] ?? '')).join('\n');
    return element('alias', fields({ enabled: 1, name, type: 'network', content, description }), { uuid: uuidOf('alias', name) });
  });
}

function gateways({ network: { wan: { mode, address = '', gateway } } }: Site): Element[] {
  if (mode !== 'static' || gateway === undefined) return [];
  const values = { disabled: 0, name: 'WAN_GW', descr: 'uplink', interface: 'wan', ipprotocol: 'inet', gateway, defaultgw: 1, priority: 255, ...(isSingleAddress(address) && { fargw: 1 }) };
  return [element('Gateways', [element('gateway_item', fields(values), { uuid: uuidOf('gateway', 'wan') })], { version: '1.0.0' })];
}
