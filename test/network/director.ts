/** Runs in a network, mount and process namespace of its own: lays the cables, loads the rules, and lets the agents speak. */
import { execFileSync, spawn } from 'node:child_process';
import { isIPv6 } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Outcome, World, type Place, type Probe, type Report } from './protocol.ts';

const agentFile = fileURLToPath(new URL('agent.mjs', import.meta.url));
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

function cable({ name, interface: link, nodeAddresses, addresses, gateways }: Place): string[] {
  const inside = `ip -n ${name}`;
  return [
    `ip netns add ${name}`,
    `ip link add ${link} type veth peer name eth0 netns ${name}`,
    `${inside} link set lo up && ${inside} link set eth0 up && ip link set ${link} up`,
    ...nodeAddresses.map((address) => `ip address add ${address} dev ${link}${isIPv6(address.split('/')[0] ?? '') ? ' nodad' : ''}`),
    ...addresses.map((address) => `${inside} address add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`),
    ...gateways.map((gateway) => `${inside} route add default via ${gateway}`),
  ];
}

function loadRules({ tools, ruleset }: World): void {
  for (let time = 0; time < 2; time += 1) execFileSync('chroot', [tools, 'nft', '-f', '/dev/stdin'], { input: ruleset, stdio: ['pipe', 'inherit', 'inherit'] });
}

interface Agent {
  ask(probe: Probe): Promise<Outcome>;
}

async function startAgent(place: string | null, { tcp, udp, tools }: World): Promise<Agent> {
  const command = [process.execPath, agentFile, place ?? 'node', tcp.join(','), udp.join(','), tools];
  const [file = '', ...args] = place === null ? command : ['ip', 'netns', 'exec', place, ...command];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const waiting = new Map<number, (outcome: Outcome) => void>();
  await once(lines, 'line');
  lines.on('line', (line) => {
    const outcome = Outcome.parse(JSON.parse(line));
    waiting.get(outcome.id)?.(outcome);
  });
  const ask = (probe: Probe): Promise<Outcome> =>
    new Promise((resolve) => {
      waiting.set(probe.id, resolve);
      child.stdin.write(`${JSON.stringify(probe)}\n`);
    });
  return { ask };
}

/** A computer with much to do loses packets: what did not arrive is sent a second time, with fewer at once. */
async function sendTwice({ probes }: World, agents: ReadonlyMap<string, Agent>): Promise<Outcome[]> {
  const first = await sendAll(probes, agents, 96);
  const lost = new Set(first.filter(({ arrived }) => !arrived).map(({ id }) => id));
  const second = await sendAll(probes.filter(({ id }) => lost.has(id)), agents, 48);
  return [...first.filter(({ arrived }) => arrived), ...second];
}

async function sendAll(probes: readonly Probe[], agents: ReadonlyMap<string, Agent>, atOnce: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = [...probes];
  const worker = async (): Promise<void> => {
    for (let probe = left.shift(); probe !== undefined; probe = left.shift()) {
      const agent = agents.get(probe.from);
      if (agent === undefined) throw new Error(`nobody lives in ${probe.from}`);
      outcomes.push(await agent.ask(probe));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

function counters({ tools }: World): Report['counters'] {
  const text = execFileSync('chroot', [tools, 'nft', '-j', 'list', 'counters', 'table', 'inet', 'pintxo']).toString();
  const { nftables } = Listing.parse(JSON.parse(text));
  return Object.fromEntries(nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])));
}

const world = World.parse(JSON.parse(readFileSync(0, 'utf8')));
layCables(world);
loadRules(world);
const names = [null, ...world.places.map(({ name }) => name)];
const started = await Promise.all(names.map(async (name) => [name ?? 'node', await startAgent(name, world)] as const));
const outcomes = await sendTwice(world, new Map(started));
const report: Report = { outcomes, counters: counters(world) };
process.stdout.write(JSON.stringify(report), () => process.exit(0));
