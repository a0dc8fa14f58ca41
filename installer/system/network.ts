/** The network of the stick while it installs: nothing waits for it, and nothing depends on it. */
import { z } from 'zod';
import { run } from './command.ts';

/** Each of these does nothing on an installed machine. */
const units = ['systemd-networkd.service', 'pintxo-stick-name.service'];

/** Asks every wired link for addresses and answers to the machine's local name; comes back at once, without any. */
export async function startStickNetwork(): Promise<void> {
  await run({ title: 'starting the network of the stick', file: 'systemctl', args: ['start', '--no-block', ...units] });
}

/** Addresses under which the machine can be reached now, the likeliest first. */
export async function reachableAddresses(): Promise<string[]> {
  return parseAddresses(await run({ title: 'reading addresses', file: 'ip', args: ['-json', 'address', 'show', 'up'] }));
}

const IpAddress = z.array(
  z.object({
    addr_info: z
      .array(
        z.object({
          family: z.string(),
          scope: z.string(),
          local: z.string(),
          temporary: z.boolean().optional(),
          deprecated: z.boolean().optional(),
          tentative: z.boolean().optional(),
        }),
      )
      .optional(),
  }),
);

/** Reads the output of `ip -json address` (iproute2). Addresses of IPv6 that hold on one link only cannot be typed, so they are left out. */
export function parseAddresses(json: string): string[] {
  const found = IpAddress.parse(JSON.parse(json))
    .flatMap(({ addr_info = [] }) => addr_info)
    .filter(({ family, scope }) => scope === 'global' || (family === 'inet' && scope === 'link'))
    .filter(({ temporary, deprecated, tentative }) => temporary !== true && deprecated !== true && tentative !== true)
    .map(({ local }) => local);
  return [...new Set(found)].sort((one, other) => order(one) - order(other) || (one < other ? -1 : 1));
}

// Leased addresses before those that a machine gives itself, short ones before long ones.
function order(address: string): number {
  if (address.includes(':')) return 1;
  return address.startsWith('169.254.') ? 2 : 0;
}
