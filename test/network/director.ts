/** Runs in a network, mount and process namespace of its own: lays the cables, loads the rules, and lets the agents speak. */
import { execFileSync } from 'node:child_process';
import { isIPv6 } from 'node:net';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { sendTwice, startAgents } from './agents.ts';
import { World, type Place, type Report } from './protocol.ts';
import { settle } from './settle.ts';

const Listing = z.object({ nftables: z.array(z.object({ counter: z.object({ name: z.string(), packets: z.number() }).optional() })) });

function shell(lines: readonly string[]): void {
  execFileSync('sh', ['-euc', lines.join('\n')], { stdio: ['ignore', 'inherit', 'inherit'] });
}

function layCables({ places, routes, tools }: World): void {
  shell([
    'mkdir -p /run/netns && mount -t tmpfs netns /run/netns',
    'ip link set lo up',
    `mount --rbind /dev ${tools}/dev`,
    'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0',
    ...places.flatMap(cable),
    ...routes.map((route) => `ip route add ${route}`),
  ]);
}

function cable(place: Place): string[] {
  const { name, interface: link, nodeAddresses } = place;
  return [
    `ip netns add ${name}`,
    `ip link add ${link} type veth peer name eth0 netns ${name}`,
    `ip -n ${name} link set lo up && ip -n ${name} link set eth0 up && ip link set ${link} up`,
    ...nodeAddresses.map((address) => `ip address add ${address} dev ${link}${isIPv6(address.split('/')[0] ?? '') ? ' nodad' : ''}`),
    ...settle(place),
  ];
}

function loadRules({ tools, ruleset }: World): void {
  for (let time = 0; time < 2; time += 1) execFileSync('chroot', [tools, 'nft', '-f', '/dev/stdin'], { input: ruleset, stdio: ['pipe', 'inherit', 'inherit'] });
}

function counters({ tools }: World): Report['counters'] {
  const text = execFileSync('chroot', [tools, 'nft', '-j', 'list', 'counters', 'table', 'inet', 'pintxo']).toString();
  const { nftables } = Listing.parse(JSON.parse(text));
  return Object.fromEntries(nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])));
}

const world = World.parse(JSON.parse(readFileSync(0, 'utf8')));
layCables(world);
loadRules(world);
const agents = await startAgents([null, ...world.places.map(({ name }) => name)], world);
const outcomes = await sendTwice(world.probes, agents, 96);
const report: Report = { outcomes, counters: counters(world) };
process.stdout.write(JSON.stringify(report), () => process.exit(0));
