/** A house with every zone, and the world outside, as namespaces; and what the model says about them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSeenAddresses } from '../../installer/network/delegated.ts';
import type { Plan } from '../../builder/plan/plan.ts';
import { policyOf, type Policy, type Side } from '../../templates/policy.ts';
import { renderCase } from '../builder/render/cases.ts';
import type { Pinhole } from './oracle.ts';
import type { Place } from './protocol.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl alex@laptop';

export interface House {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly ruleset: string;
  readonly places: readonly Place[];
}

/** A site with every zone, and ways in from outside and between zones. `web6`: address in the dmz that the internet reaches; `untagged`: zone of untagged frames. */
export function everyZone(web6: string, untagged?: string): string {
  return `network:${untagged === undefined ? '' : `\n  lan: { untagged: ${untagged} }`}
  zones:
    work: { enabled: true }
    iotLocal: { enabled: true }
    iotCloud: { enabled: true }
    iotCams: { enabled: true }
    iotUntrust: { enabled: true }
    dmz:
      pinholes:
        web: { from: [internet], address: 10.6.0.7, port: 4000, publicPort: 443 }
        game: { from: [internet], address: 10.6.0.7, protocol: udp, port: 4000 }
        web6: { from: [internet], address: '${web6}', port: 4000 }
    srv:
      pinholes:
        database: { from: [dmz], address: 10.2.0.7, port: 5432 }
        log: { from: [dmz], protocol: udp, port: 514 }
`;
}

/** The ways in of `everyZone`, once more as data. */
export function everyPinhole(web6: string): Pinhole[] {
  return [
    { from: 'internet', to: 'dmz', protocol: 'tcp', port: 4000, address: '10.6.0.7', publicPort: 443 },
    { from: 'internet', to: 'dmz', protocol: 'udp', port: 4000, address: '10.6.0.7', publicPort: 4000 },
    { from: 'internet', to: 'dmz', protocol: 'tcp', port: 4000, address: web6 },
    { from: 'dmz', to: 'srv', protocol: 'tcp', port: 5432, address: '10.2.0.7' },
    { from: 'dmz', to: 'srv', protocol: 'udp', port: 514 },
  ];
}

/** Renders a site with these zones and makes a place for each of its sides. */
export async function houseOf(network: string, machine?: unknown): Promise<House> {
  const { plan, ruleset } = await render(network, machine);
  const bare = policyOf(plan, plan.facts);
  const places = bare.sides.map(placeOf);
  const seen = places.flatMap((place) => place.nodeAddresses.map((cidr) => ({ interface: place.interface, cidr })));
  return { plan, ruleset, places, policy: withSeenAddresses(bare, seen) };
}

/** `network`: the part of a site file below its `admin`. */
export async function render(network: string, machine: unknown): Promise<{ plan: Plan; ruleset: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-house-'));
  try {
    writeFileSync(join(folder, 'site.yaml'), `site: { name: casa }\nadmin: { name: alex, sshKeys: [${key}] }\n${network}`);
    if (machine !== undefined) writeFileSync(join(folder, 'machine.json'), JSON.stringify(machine));
    const { plan, files } = await renderCase(folder);
    const rules = files.get('/etc/nftables.conf');
    return { plan, ruleset: rules?.kind === 'file' ? rules.content : '' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A side has one machine, at .7 of its subnet; inside, the provider's prefix is there too. */
function placeOf(side: Side, index: number): Place {
  const { name, interface: link } = side;
  if (side.outside) return { name, interface: link, nodeAddresses: ['192.168.1.20/24', '2001:db8:1::20/64'], addresses: outside, gateways: ['2001:db8:1::20'] };
  const [ipv4 = '', ipv6] = side.own;
  const global = `2001:db8:0:${(index + 1).toString(16)}::`;
  const both = (last: string, v4: string): string[] => [v4, ...(ipv6 === undefined ? [] : [`${ipv6.replace(/:1$/, `:${last}`)}/64`, `${global}${last}/64`])];
  return {
    name,
    interface: link,
    nodeAddresses: both('1', `${ipv4}/24`),
    addresses: both('7', `${ipv4.replace(/\.\d+$/, '.7')}/24`),
    gateways: [ipv4, ...(ipv6 === undefined ? [] : [`${global}1`])],
  };
}

/** The provider's router with a private address, and the internet behind it. */
const outside = ['192.168.1.1/24', '2001:db8:1::1/64', '203.0.113.7/32', '100.64.0.9/32', '2001:db8:ffff::7/128'];

/** How the node finds the internet. */
export const routes = ['default via 192.168.1.1', 'default via 2001:db8:1::1'];

/** Addresses of a place without prefix length. */
export function hosts({ addresses }: Place): string[] {
  return addresses.map((address) => address.split('/')[0] ?? '');
}
