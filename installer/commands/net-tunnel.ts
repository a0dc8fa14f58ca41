/** `pintxo net tunnel`, by the machine itself: IPv4 goes through a tunnel to the provider's end of it (DS-Lite). */
import { Resolver } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { chooseEnd, ownEndIn, searchFor, TunnelFound } from '../network/tunnel-end.ts';
import { run } from '../system/command.ts';
import { askProvider } from '../system/dhcpv6.ts';
import { writeDurably } from '../system/durable.ts';
import { readJson } from '../system/json.ts';

const ownResolver = '127.0.0.1';

/** `link` is the tunnel's name, `over` the link towards the provider, `end` what site.yaml says of its other end. */
export async function netTunnel(link: string, over: string, end: string): Promise<number> {
  const folder = process.env['RUNTIME_DIRECTORY'] ?? '.';
  const path = join(folder, 'found.json');
  const found = await leadThrough(link, await findEnd(over, end, await readJson(path, TunnelFound)), folder);
  await writeDurably(path, JSON.stringify(found));
  if (found.problem !== undefined) console.error(found.problem);
  return found.problem === undefined ? 0 : 1;
}

/** What was found, or why nothing goes through. */
async function leadThrough(link: string, found: TunnelFound, folder: string): Promise<TunnelFound> {
  if (found.address === undefined) return found;
  const own = await ownEnd(found.address);
  if (own === undefined) return { problem: `there is no way to ${found.address} by IPv6 so far` };
  try {
    await placeTunnel(link, found.address, own);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  // For the unit, which looks whether they are still the right ones.
  await writeDurably(join(folder, 'ends'), `${found.address} ${own}\n`);
  return found;
}

async function findEnd(over: string, end: string, before: TunnelFound | undefined): Promise<TunnelFound> {
  const search = searchFor(end, isIPv6(end) ? undefined : await askProvider(over));
  if ('found' in search) return search.found;
  for (const resolver of [...search.resolvers, ownResolver]) {
    const addresses = await addressesOf(search.name, resolver);
    if (addresses.length > 0) return chooseEnd(search.name, addresses, before);
  }
  return chooseEnd(search.name, [], before);
}

// The name may be known to the provider's resolvers alone.
async function addressesOf(name: string, server: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([server]);
  return resolver.resolve6(name).catch(() => []);
}

// Of the link towards the provider, or of the delegated prefix: the kernel knows, but does not choose for a tunnel itself.
async function ownEnd(remote: string): Promise<string | undefined> {
  return ownEndIn(await run({ title: 'looking for the way to the tunnel', file: 'ip', args: ['-6', 'route', 'get', remote] }).catch(() => ''));
}

async function placeTunnel(link: string, remote: string, own: string): Promise<void> {
  const isThere = await run({ title: 'looking for the tunnel', file: 'ip', args: ['link', 'show', 'dev', link] }).then(() => true, () => false);
  const args = ['link', isThere ? 'change' : 'add', 'name', link, 'type', 'ip6tnl', 'mode', 'ipip6', 'local', own, 'remote', remote, 'encaplimit', 'none'];
  await run({ title: 'making the tunnel', file: 'ip', args });
}
