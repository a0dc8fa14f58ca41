/** Every host program of the harness starts here. */
import { execa } from 'execa';
import { CommandError } from './errors.ts';

export interface RunOptions {
  /** What the command is for, in words: "making the FAT file system". */
  readonly what: string;
  readonly input?: string | Uint8Array | undefined;
  /** No limit when absent. */
  readonly timeoutMs?: number | undefined;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when a signal or the time limit ended the command. */
  readonly exitCode: number | undefined;
}

export interface BackgroundOptions {
  readonly what: string;
  /** Receives everything the program prints. */
  readonly log: string;
  readonly onOutput?: ((text: string) => void) | undefined;
}

export interface Background {
  readonly pid: number;
  readonly command: string;
  /** Settles once, never rejects. */
  readonly ended: Promise<Ending>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface Ending {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Everything the program printed. */
  readonly output: string;
}

// sfdisk and mkfs live where an ordinary user's PATH does not look.
const environment = {
  PATH: `${process.env['PATH'] ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`,
  LC_ALL: 'C',
  MTOOLS_SKIP_CHECK: '1',
};

/** Runs a program to its end and returns its standard output. @throws CommandError when it fails. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const outcome = await attempt(command, args, options);
  if (outcome.exitCode === 0) return outcome.stdout;
  throw new CommandError(describeFailure(command, args, options, outcome));
}

/** Runs a program to its end, whatever its exit code. @throws CommandError when it cannot be started. */
export async function attempt(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const result = await execa(command, args, {
    reject: false,
    stripFinalNewline: false,
    env: environment,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, forceKillAfterDelay: 1000 }),
  });
  const started = result.exitCode !== undefined || result.signal !== undefined || result.timedOut;
  if (!started) throw new CommandError(`${options.what}: ${command} cannot be started (${result.originalMessage ?? 'unknown reason'})`);
  // A program may answer the signal of the time limit with an exit code of its own.
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.timedOut ? undefined : result.exitCode };
}

/**
 * Starts a program that lives as long as this process at most: the kernel ends it even when we are killed outright,
 * which no handler of ours could do.
 */
export function start(command: string, args: readonly string[], options: BackgroundOptions): Background {
  const child = execa('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
    reject: false,
    all: true,
    stdin: 'ignore',
    stdout: ['pipe', { file: options.log }],
    stderr: ['pipe', { file: options.log }],
    env: environment,
  });
  const { onOutput } = options;
  if (onOutput !== undefined) child.all.on('data', (chunk: Buffer) => onOutput(chunk.toString()));
  const ended = child.then((result) => ({ exitCode: result.exitCode, signal: result.signal, output: result.all }));
  if (child.pid === undefined) throw new CommandError(`${options.what}: setpriv (package util-linux) cannot be started`);
  return { pid: child.pid, command: shellLine(command, args), ended, kill: (signal) => void child.kill(signal) };
}

/** A command line that can be pasted into a shell. */
export function shellLine(command: string, args: readonly string[]): string {
  const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  return [command, ...args].map(quote).join(' ');
}

function describeFailure(command: string, args: readonly string[], options: RunOptions, outcome: Outcome): string {
  const ending = outcome.exitCode === undefined ? 'did not end in time' : `failed with exit code ${outcome.exitCode}`;
  const lastWords = outcome.stderr.trimEnd().split('\n').slice(-10);
  return [`${options.what}: ${command} ${ending}`, `  ${shellLine(command, args)}`, ...lastWords.map((line) => `  | ${line}`)].join('\n');
}
