/** What is around the node: machines of the house in their VLANs, and a provider; as namespaces on the hubs that the node's cables lead to. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { closedPort, openPort } from '../../network/cells.ts';
import { Outcome, type Errand, type Place, type Probe } from '../../network/protocol.ts';
import { bundlePrograms } from '../../network/run.ts';
import { settle } from '../../network/settle.ts';
import { CommandError } from '../harness/index.ts';
import { within } from '../harness/wait.ts';

export interface Neighbourhood {
  /**
   * What a line of shell printed; the functions of neighbourhood.sh and of test/network/scene.sh are there. The provider lives in the
   * namespace `internet`, a machine in each of the zones'. @throws CommandError when it fails or takes too long.
   */
  output(line: string): Promise<string>;
  /** Has the machines of these places send, and tells what arrived. */
  send(places: readonly Place[], probes: readonly Probe[]): Promise<Outcome[]>;
  stop(): Promise<void>;
}

export interface Places {
  /** Path of a Debian 13 tree with the packages of the modules. */
  readonly tools: string;
  /** Paths of the hubs. */
  readonly house: string;
  readonly street: string;
  /** VLAN id by zone, 0 for none. */
  readonly zones: Readonly<Record<string, number>>;
}

const patienceMs = 300_000;
/** On which the machines answer: all that the pinholes of `everyZone` name, and some that they do not. */
const ports = [openPort, closedPort, 22, 443, 514, 5432];
const script = fileURLToPath(new URL('neighbourhood.sh', import.meta.url));

export async function openNeighbourhood({ tools, house, street, zones }: Places): Promise<Neighbourhood> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-house-'));
  await mkdir(join(folder, 'files'));
  const args = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', script, folder, tools, house, street, Object.entries(zones).map(([name, vlan]) => `${name}:${vlan}`).join(' ')];
  const child = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  await answer(lines, 'its beginning');
  const output = (line: string): Promise<string> => {
    const said = answer(lines, line);
    child.stdin.write(`${line}\n`);
    return said;
  };
  return {
    output,
    async send(places, probes) {
      bundlePrograms(folder, ['messenger.ts', 'agent.ts']);
      const errand: Errand = { tools: 'client', places: places.map(({ name }) => name), tcp: ports, udp: ports, probes: [...probes] };
      await writeFile(join(folder, 'errand.json'), JSON.stringify(errand));
      await output(places.flatMap(settle).join(' && '));
      return z.array(Outcome).parse(JSON.parse(await output(`'${process.execPath}' '${folder}/messenger.mjs' '${folder}/errand.json'`)));
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(lines: Interface, question: string): Promise<string> {
  const said: string[] = [];
  const end = new Promise<string>((resolve) => {
    const listen = (line: string): void => {
      const status = /^end (\d+)$/.exec(line)?.[1];
      if (status === undefined) return void said.push(line);
      lines.off('line', listen);
      resolve(status);
    };
    lines.on('line', listen);
  });
  const status = await within(end, patienceMs);
  if (status === '0') return said.join('\n');
  throw new CommandError(`in the neighbourhood: "${question}" ${status === undefined ? 'did not end' : `failed with exit code ${status}`}\n${said.join('\n')}`);
}
