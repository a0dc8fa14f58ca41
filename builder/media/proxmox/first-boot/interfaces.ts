/** /etc/network/interfaces of a node: `wan` plain, `lan` aware of VLANs (DEFAULTS.md). Pure. */
import { formatIpv4, parseCidr } from '../../../site/ipv4.ts';
import type { Site } from '../../../site/site.ts';
import { untaggedZone, zonesOf, type Zone } from '../../../site/zones.ts';
import type { Node } from '../node.ts';

/** Undefined where the site does not say which links are inside: then the bridge that Proxmox made stays. */
export function interfacesFile(site: Site, node: Node): string | undefined {
  const { wan, lan } = site.network;
  if (lan.macs.length === 0) return undefined;
  const zones = zonesOf(site).filter(({ enabled }) => enabled);
  const outside = wan.mac === undefined ? [] : ['wan0'];
  return [
    '# Made by pintxo. Links have the names that the installer pinned to their MAC addresses.',
    'auto lo\niface lo inet loopback\n',
    ...outside.map((link) => `iface ${link} inet manual\n`),
    ...lan.macs.map((mac, index) => [`iface lan${index} inet manual`, ...portSettings(site, zones, mac).map((setting) => `\t${setting}`), ''].join('\n')),
    ...(outside.length === 0 ? [] : [bridge('wan', 'manual', [], outside, [])]),
    bridge('lan', 'static', [`address ${node.address}`, `gateway ${node.gateway}`], lan.macs.map((_, index) => `lan${index}`), ['bridge-vlan-aware yes', 'bridge-vids 2-4094']),
    ...inUntagged(zones, node),
    'source /etc/network/interfaces.d/*',
    '',
  ].join('\n');
}

// Towards its guests the node's own network is untagged; what is plugged into a port belongs to the zone that the site says.
function portSettings(site: Site, zones: readonly Zone[], mac: string): string[] {
  const port = site.network.lan.ports.find((each) => each.mac === mac);
  const named = port === undefined ? untaggedZone(site) : (port.zone ?? port.untagged);
  const native = zones.find(({ name }) => name === named);
  if (port?.zone !== undefined) return [`bridge-access ${native === undefined || native.vlan === 0 ? 1 : native.vlan}`];
  const tagged = port === undefined ? ['2-4094'] : zones.filter(({ name, vlan }) => vlan !== 0 && (port.tagged ?? []).includes(name)).map(({ vlan }) => String(vlan));
  const pvid = native === undefined ? ['bridge-allow-untagged no'] : native.vlan === 0 ? [] : [`bridge-pvid ${native.vlan}`];
  return [...pvid, ...(pvid.length === 0 && port === undefined ? [] : [`bridge-vids ${tagged.join(' ')}`])];
}

// Administrators are where the untagged frames are: the node has an address there too.
function inUntagged(zones: readonly Zone[], { number }: Node): string[] {
  const zone = zones.find(({ untagged, vlan }) => untagged && vlan !== 0);
  const subnet = parseCidr(zone?.subnet ?? '');
  if (zone === undefined || subnet === undefined) return [];
  const name = `lan.${zone.vlan}`;
  return [[`auto ${name}`, `iface ${name} inet static`, `\taddress ${formatIpv4(subnet.network + 9 + number)}/${subnet.prefix}`, ''].join('\n')];
}

function bridge(name: string, method: string, address: readonly string[], ports: readonly string[], more: readonly string[]): string {
  const settings = [...address, `bridge-ports ${ports.join(' ')}`, 'bridge-stp off', 'bridge-fd 0', ...more];
  return [`auto ${name}`, `iface ${name} inet ${method}`, ...settings.map((setting) => `\t${setting}`), ''].join('\n');
}
