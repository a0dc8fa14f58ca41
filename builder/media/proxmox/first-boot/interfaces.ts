/** /etc/network/interfaces of a node: `wan` plain, `lan` aware of VLANs (DEFAULTS.md). Pure. */
import type { Site } from '../../../site/site.ts';
import type { Node } from '../node.ts';

/** Undefined where the site does not say which links are inside: then the bridge that Proxmox made stays. */
export function interfacesFile({ network: { wan, lan } }: Site, node: Node): string | undefined {
  if (lan.macs.length === 0) return undefined;
  const inside = lan.macs.map((_, index) => `lan${index}`);
  const outside = wan.mac === undefined ? [] : ['wan0'];
  return [
    '# Made by pintxo. Links have the names that the installer pinned to their MAC addresses.',
    'auto lo\niface lo inet loopback\n',
    ...[...outside, ...inside].map((link) => `iface ${link} inet manual\n`),
    ...(outside.length === 0 ? [] : [bridge('wan', 'manual', [], outside, [])]),
    bridge('lan', 'static', [`address ${node.address}`, `gateway ${node.gateway}`], inside, ['bridge-vlan-aware yes', 'bridge-vids 2-4094']),
    'source /etc/network/interfaces.d/*',
    '',
  ].join('\n');
}

function bridge(name: string, method: string, address: readonly string[], ports: readonly string[], more: readonly string[]): string {
  const settings = [...address, `bridge-ports ${ports.join(' ')}`, 'bridge-stp off', 'bridge-fd 0', ...more];
  return [`auto ${name}`, `iface ${name} inet ${method}`, ...settings.map((setting) => `\t${setting}`), ''].join('\n');
}
