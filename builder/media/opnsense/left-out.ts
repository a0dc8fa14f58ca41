/** What a site says that config.xml does not bring, for the person who then does it in OPNsense. Pure. */
import { isIPv6 } from 'node:net';
import type { Site } from '../../site/site.ts';
import { untaggedZone, zonesOf } from '../../site/zones.ts';

/** On hardware of its own: as a guest of Proxmox it has the node put untagged frames where the site says. */
export function untaggedStays(site: Site): string[] {
  const untagged = untaggedZone(site);
  const vlan = zonesOf(site).find(({ name }) => name === untagged)?.vlan ?? 0;
  return vlan === 0 ? [] : [`network.lan.untagged: untagged frames stay mgmt, and ${untagged} is VLAN ${vlan}, since a port of OPNsense has a zone with or without a tag; where no switch knows VLANs, give ${untagged} a port of its own in Interfaces: Assignments`];
}

/** One line for each: where it stands in site.yaml, and where it is set in OPNsense. */
export function leftOut({ network, modules }: Site): string[] {
  const zones = Object.entries(network.zones);
  return [
    ...(network.wan.vlan === undefined ? [] : [`network.wan.vlan: make a VLAN ${network.wan.vlan} on the port to the internet in Interfaces: Devices: VLAN, and assign WAN to it`]),
    ...(network.wan.pppoe === undefined ? [] : ['network.wan.pppoe: the WAN asks for an address by DHCP here; enter user and password of the provider in Interfaces: [WAN], IPv4 Configuration Type PPPoE']),
    ...(network.wan.dslite === undefined ? [] : ['network.wan.dslite: IPv4 has no tunnel here; make one in Interfaces: Devices: GIF, from the WAN to the AFTR of the provider']),
    ...zones.filter(([, { discovers = [] }]) => discovers.length > 0).map(([zone, { discovers = [] }]) =>
      `network.zones.${zone}.discovers: install the plugin os-mdns-repeater, and name ${[zone, ...discovers].join(' and ')} in Services: mDNS Repeater; it repeats between all that are named there`),
    ...zones.flatMap(([zone, { pinholes = {} }]) =>
      Object.entries(pinholes).filter(([, { address }]) => address !== undefined && isIPv6(address)).map(([name]) => `network.zones.${zone}.pinholes.${name}: the house has no IPv6 behind OPNsense as it is rendered here`)),
    ...Object.keys(modules).map((name) => `modules.${name}: it is set on the platform, not in OPNsense`),
  ];
}
