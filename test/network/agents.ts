/** Starts an agent in each namespace and has them send. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Outcome, type Probe, type World } from './protocol.ts';

const agentFile = fileURLToPath(new URL('agent.mjs', import.meta.url));

type Listening = Pick<World, 'tcp' | 'udp' | 'tools'>;

export interface Agent {
  ask(probe: Probe): Promise<Outcome>;
}

/** One in each of these namespaces, `null` for the one that this runs in; by name, that one as `node`. */
export async function startAgents(places: ReadonlyArray<string | null>, world: Listening): Promise<Map<string, Agent>> {
  return new Map(await Promise.all(places.map(async (place) => [place ?? 'node', await startAgent(place, world)] as const)));
}

async function startAgent(place: string | null, { tcp, udp, tools }: Listening): Promise<Agent> {
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
export async function sendTwice(probes: readonly Probe[], agents: ReadonlyMap<string, Agent>, atOnce: number): Promise<Outcome[]> {
  const first = await sendAll(probes, agents, atOnce);
  const lost = new Set(first.filter(({ arrived }) => !arrived).map(({ id }) => id));
  const second = await sendAll(probes.filter(({ id }) => lost.has(id)), agents, Math.ceil(atOnce / 2));
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
