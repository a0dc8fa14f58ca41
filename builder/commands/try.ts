import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { forwardedNic, installFromStick, prepareHardware, siteDomain, startInstalled, type Hardware } from '../../test/vm/platform.ts';
import type { Machine } from '../../test/vm/harness/index.ts';
import { printLine } from '../report/output.ts';
import { withProgress } from '../report/progress.ts';
import { makeFolder, removeTree } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { buildImage } from './build.ts';

interface TryOptions {
  readonly once?: boolean;
}

// The minimum machine of the platform.
const minimumMachine = { cpus: 2, memory: 4096 };

export function defineTry(program: Command, session: Session): void {
  program
    .command('try')
    .description('builds everything, installs a virtual mini-PC from the stick, and leaves it running')
    .option('--once', 'stop as soon as the machine is healthy')
    .action(async (options: TryOptions) => session.finish(await tryIt(options, session.signal)));
}

async function tryIt(options: TryOptions, signal: AbortSignal): Promise<number> {
  const directory = join(folders.output, 'try');
  await removeTree(directory);
  await makeFolder(directory);
  const { image } = await buildImage(join(folders.output, 'pintxo'), undefined, signal);
  const hardware = await prepareHardware(directory, image);
  const reached = { health: false };
  await whileAlive(signal, async (machines) => {
    await withProgress('the stick installs itself on a blank disk', async () => machines.push(await installFromStick(hardware, minimumMachine)));
    const node = await withProgress('the machine starts from its disk', () => startInstalled(hardware, { ...minimumMachine, nics: [forwardedNic] }));
    machines.push(node);
    reached.health = true;
    explain(node, hardware);
    if (options.once !== true) await once(signal, 'abort');
  });
  // Ctrl-C is how a healthy machine is ended; before that, it cuts the work short.
  return reached.health ? 0 : 130;
}

async function whileAlive(signal: AbortSignal, work: (machines: Machine[]) => Promise<void>): Promise<void> {
  const machines: Machine[] = [];
  try {
    await Promise.race([work(machines), once(signal, 'abort')]);
  } finally {
    for (const machine of machines) await machine.stop({ keep: true });
  }
}

function explain(machine: Machine, { directory, key }: Hardware): void {
  const [https, http, dns, shell] = [machine.hostPort(443), machine.hostPort(80), machine.hostPort(53), machine.hostPort(22)];
  [
    '',
    `${siteDomain} is healthy. While this runs:`,
    `  portal   curl --insecure --connect-to ${siteDomain}:443:127.0.0.1:${https} https://${siteDomain}/`,
    `  CA       curl --connect-to ${siteDomain}:80:127.0.0.1:${http} http://${siteDomain}/ca.crt`,
    `  DNS      dig @127.0.0.1 -p ${dns} +tcp ${siteDomain}`,
    `  SSH      ssh -i ${key} -p ${shell} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ana@127.0.0.1`,
    `  logs     ${directory}`,
    '',
    'Ctrl-C ends it.',
  ].forEach(printLine);
}
