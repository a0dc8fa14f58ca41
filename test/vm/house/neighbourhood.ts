/** What is around the node: machines of the house in their VLANs, and a provider; as namespaces on the hubs that the node's cables lead to. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../harness/index.ts';
import { within } from '../harness/wait.ts';

export interface Neighbourhood {
  /** What a line of shell printed; the functions of neighbourhood.sh and of test/network/scene.sh are there. @throws CommandError when it fails or takes too long. */
  output(line: string): Promise<string>;
  stop(): Promise<void>;
}

export interface Places {
  /** Path of a Debian 13 tree with the packages of the modules. */
  readonly tools: string;
  /** Paths of the hubs. */
  readonly house: string;
  readonly street: string;
}

const patienceMs = 120_000;
const script = fileURLToPath(new URL('neighbourhood.sh', import.meta.url));

export async function openNeighbourhood({ tools, house, street }: Places): Promise<Neighbourhood> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-house-'));
  await mkdir(join(folder, 'files'));
  const args = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', script, folder, tools, house, street];
  const child = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  await answer(lines, 'its beginning');
  return {
    output(line) {
      const said = answer(lines, line);
      child.stdin.write(`${line}\n`);
      return said;
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
