/** Commands and files in a guest, over SSH. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Console } from './console.ts';
import { CommandError, MachineError } from './errors.ts';
import { attempt, type Outcome, run as runHere } from './process.ts';
import { until } from './wait.ts';

export interface SshTarget {
  /** On the host's loopback. */
  readonly port: number;
  readonly user: string;
  /** Path of the private key. */
  readonly key: string;
  /** Of the machine: shown when SSH does not come up. */
  readonly console?: Console | undefined;
}

export interface GuestOptions {
  readonly input?: string | undefined;
  /** Default 60 000. */
  readonly timeoutMs?: number | undefined;
}

export interface Guest {
  /** Waits until a command can be run. @throws MachineError on the time limit. */
  waitUntilReady(options: { readonly timeoutMs: number }): Promise<void>;
  /** Runs a shell command, whatever its exit code. @throws CommandError when SSH itself fails or the time is over. */
  run(command: string, options?: GuestOptions): Promise<Outcome & { readonly exitCode: number }>;
  /** Standard output of a command that must succeed. @throws CommandError when it does not. */
  output(command: string, options?: GuestOptions): Promise<string>;
  readFile(path: string): Promise<string>;
  writeFile(path: string, content: string): Promise<void>;
}

export interface SshKey {
  /** Path of the private key. */
  readonly path: string;
  /** The line for authorized_keys. */
  readonly publicKey: string;
}

const sshFailed = 255;

/** Makes a new key pair without a passphrase. */
export async function makeSshKey(directory: string, type: 'ed25519' | 'ecdsa' = 'ed25519'): Promise<SshKey> {
  const path = join(directory, type === 'ed25519' ? 'ssh-key' : `ssh-key-${type}`);
  await runHere('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'pintxo-test', '-f', path], { what: 'making an SSH key' });
  return { path, publicKey: (await readFile(`${path}.pub`, 'utf8')).trim() };
}

/** A way into a guest; nothing of the user's own SSH set-up is read or changed. */
export function ssh(target: SshTarget): Guest {
  const run: Guest['run'] = async (command, options = {}) => {
    const outcome = await call(target, command, options);
    if (outcome.exitCode === undefined) throw new CommandError(`in the guest: "${command}" did not end in time`);
    if (outcome.exitCode === sshFailed) throw new CommandError(`in the guest: "${command}" could not be run: ${outcome.stderr.trim()}`);
    return { ...outcome, exitCode: outcome.exitCode };
  };
  const output: Guest['output'] = async (command, options) => {
    const { exitCode, stdout, stderr } = await run(command, options);
    if (exitCode === 0) return stdout;
    throw new CommandError(`in the guest: "${command}" failed with exit code ${exitCode}\n${stderr.trimEnd()}`);
  };
  return {
    run,
    output,
    readFile: (path) => output(`cat -- ${quoted(path)}`),
    writeFile: async (path, content) => void (await output(`cat > ${quoted(path)}`, { input: content })),
    waitUntilReady: ({ timeoutMs }) => waitUntilReady(target, timeoutMs),
  };
}

async function waitUntilReady(target: SshTarget, timeoutMs: number): Promise<void> {
  let answer = '';
  const answers = async (): Promise<boolean> => {
    const { exitCode, stderr } = await call(target, 'true', { timeoutMs: 20_000 });
    answer = stderr.trim();
    return exitCode === 0;
  };
  try {
    await until(answers, { timeoutMs, what: `SSH on port ${target.port}`, everyMs: 1000 });
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    const reason = `${error.message}; the last try said "${answer}"`;
    throw target.console?.failure(reason) ?? new MachineError(reason);
  }
}

function call({ port, user, key }: SshTarget, command: string, options: GuestOptions): Promise<Outcome> {
  const settings = [
    'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'GlobalKnownHostsFile=/dev/null', 'LogLevel=ERROR',
    'BatchMode=yes', 'IdentitiesOnly=yes', 'IdentityAgent=none', 'ConnectTimeout=15', 'ServerAliveInterval=10',
  ];
  const args = ['-F', '/dev/null', '-T', '-i', key, '-p', String(port), ...settings.flatMap((setting) => ['-o', setting]), `${user}@127.0.0.1`, command];
  return attempt('ssh', args, { what: `running "${command}" in the guest`, input: options.input, timeoutMs: options.timeoutMs ?? 60_000 });
}

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;
