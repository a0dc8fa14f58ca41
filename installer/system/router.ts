/** Who gave a link its lease: asked of systemd-networkd and of the kernel's table of neighbours. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Router } from '../plan/uplink-memory.ts';
import { run } from './command.ts';
import { readText } from './files.ts';

const Neighbours = z.array(z.object({ lladdr: z.string().optional() }));
const attempts = 10;

/** Undefined where there is no lease, or the gateway does not say its MAC address within a second. */
export async function routerOn(link: string): Promise<Router | undefined> {
  const lease = parseLease(await leaseOf(link));
  if (lease === undefined) return undefined;
  const mac = await macOf(lease.gateway, link);
  return mac === undefined ? undefined : { server: lease.server, mac };
}

/** What networkd keeps of the lease on a link (sd-network, KEY=value lines). */
export async function leaseOf(link: string): Promise<string | undefined> {
  const index = (await readText(`/sys/class/net/${link}/ifindex`))?.trim() ?? '';
  return readText(`/run/systemd/netif/leases/${index}`);
}

/** A server without a router is taken for the gateway. */
export function parseLease(text: string | undefined): { readonly server: string; readonly gateway: string } | undefined {
  const [, server] = /^SERVER_ADDRESS=(\S+)$/m.exec(text ?? '') ?? [];
  const [, gateway] = /^ROUTER=(\S+)/m.exec(text ?? '') ?? [];
  return server === undefined ? undefined : { server, gateway: gateway ?? server };
}

async function macOf(address: string, link: string): Promise<string | undefined> {
  const ip = (...args: readonly string[]): Promise<string> => run({ title: `asking who ${address} is`, file: 'ip', args });
  try {
    // Makes the kernel ask.
    await ip('neigh', 'replace', address, 'dev', link, 'use');
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await sleep(100);
      const [neighbour] = Neighbours.parse(JSON.parse(await ip('-json', 'neigh', 'show', address, 'dev', link)));
      if (neighbour?.lladdr !== undefined) return neighbour.lladdr.toLowerCase();
    }
  } catch {
    // A link that has just gone has no neighbours.
  }
  return undefined;
}
