/** Looks at the network of the running machine: links, leases, and what the firewall refused. Changes nothing. */
import type { Plan } from '../../builder/plan/plan.ts';
import { run } from '../system/command.ts';
import { readText } from '../system/files.ts';
import { networkPaths } from './paths.ts';
import { Counters, Links, networkStatusOf, parseLeases, refusedPackets, type NetworkStatus } from './status.ts';

export async function observeNetwork(plan: Plan): Promise<NetworkStatus> {
  const [links, refused, leases] = await Promise.all([readLinks(), readRefused(), readText(networkPaths.leases)]);
  return networkStatusOf(plan, { links, leases: parseLeases(leases ?? ''), refused });
}

export async function readLinks(): Promise<Links> {
  return Links.parse(JSON.parse(await run({ title: 'reading addresses', file: 'ip', args: ['-json', 'address', 'show'] })));
}

async function readRefused(): Promise<NetworkStatus['refused']> {
  const list = { title: 'reading the firewall', file: 'nft', args: ['-j', 'list', 'counters', 'table', 'inet', 'pintxo'] };
  const text = await run(list).catch(() => '{"nftables":[]}');
  return refusedPackets(Counters.parse(JSON.parse(text)));
}
