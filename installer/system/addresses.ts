/** Addresses that the machine has now. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { MachineAddress, RoleLink } from '../../templates/contract.ts';
import { run } from './command.ts';

const IpAddress = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z
      .array(z.object({ scope: z.string(), local: z.string(), prefixlen: z.number(), temporary: z.boolean().optional() }))
      .optional(),
  }),
);

/** Global addresses of the links that have a role, and of the bridge over them, sorted. */
export async function observedAddresses(links: ReadonlyArray<Pick<RoleLink, 'role'>>): Promise<MachineAddress[]> {
  const output = await run({ title: 'reading addresses', file: 'ip', args: ['-json', 'address', 'show'] });
  const names = new Set([...links.map((link) => link.role), 'lan']);
  return IpAddress.parse(JSON.parse(output))
    .flatMap(({ ifname = '', addr_info = [] }) => addr_info.filter(isLasting).map(({ local, prefixlen }) => ({ role: ifname, cidr: `${local}/${prefixlen}` })))
    .filter(({ role }) => names.has(role))
    .sort((one, other) => (one.cidr < other.cidr ? -1 : 1));
}

/** Waits until one of the links has an address, or the time is over. */
export async function firstAddress(links: readonly RoleLink[], patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && (await observedAddresses(links)).length === 0) await sleep(250);
}

function isLasting({ scope, temporary }: { scope: string; temporary?: boolean | undefined }): boolean {
  return scope === 'global' && temporary !== true;
}
