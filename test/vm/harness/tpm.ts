/** A software TPM that belongs to one machine. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MachineError } from './errors.ts';
import { type Background, start } from './process.ts';
import { until } from './wait.ts';

/**
 * Starts swtpm on a socket; its state lasts in the machine's directory and it ends with the machine.
 * @throws MachineError when it does not come up.
 */
export async function startTpm(directory: string, socket: string): Promise<Background> {
  const state = join(directory, 'tpm');
  await mkdir(state, { recursive: true });
  const swtpm = start('swtpm', ['socket', '--tpm2', '--tpmstate', `dir=${state}`, '--ctrl', `type=unixio,path=${socket}`, '--terminate'], {
    what: 'starting the software TPM',
    log: join(directory, 'swtpm.log'),
  });
  const ended = swtpm.ended.then(({ output }) => { throw new MachineError(`swtpm (package swtpm) ended at once\n${swtpm.command}\n${output}`); });
  await Promise.race([until(() => existsSync(socket), { timeoutMs: 10_000, what: 'the software TPM' }), ended]);
  ended.catch(() => undefined);
  return swtpm;
}
