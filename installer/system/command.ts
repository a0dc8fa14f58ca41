/** Runs programs. A failure says what was being done, shows the command ready to paste and its last words. */
import { execa } from 'execa';
import { shellWord } from '../../builder/render/shell.ts';

export interface Command {
  /** What is being done, for people: `making the file system`. */
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly input?: string | Uint8Array | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** What helps when the command fails. */
  readonly hint?: string | undefined;
}

export interface RunOptions {
  /** Aborting it stops the program. */
  readonly signal?: AbortSignal | undefined;
  /** Receives every line the program prints. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  constructor(
    readonly command: Command,
    readonly reason: string,
    readonly lastLines: readonly string[],
  ) {
    super(describeFailure(command, reason, lastLines));
  }
}

/** Runs the command to its end and gives its standard output. */
export async function run(command: Command, options: RunOptions = {}): Promise<string> {
  const child = execa(command.file, [...command.args], {
    reject: false,
    stripFinalNewline: true,
    ...(command.input === undefined ? { stdin: 'ignore' as const } : { input: command.input }),
    ...(command.environment === undefined ? {} : { env: { ...command.environment } }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    forceKillAfterDelay: 5000,
  });
  const { onLine } = options;
  if (onLine !== undefined) child.stderr.on('data', (data: Buffer) => data.toString().split('\n').filter((line) => line.trim() !== '').forEach(onLine));
  const result = await child;
  options.signal?.throwIfAborted();
  if (result.failed) throw new CommandFailed(command, reasonOf(result), lastLines(result.stderr || result.stdout));
  return result.stdout;
}

interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly shortMessage?: string | undefined;
}

function reasonOf(result: Ending): string {
  if (result.exitCode !== undefined) return `exit status ${result.exitCode}`;
  return result.signal === undefined ? (result.shortMessage ?? 'did not start') : `ended by ${result.signal}`;
}

function lastLines(text: string, count = 15): string[] {
  return text.trimEnd().split('\n').slice(-count);
}

function describeFailure(command: Command, reason: string, lines: readonly string[]): string {
  return [
    `${command.title}: ${reason}`,
    `  command: ${pasteable(command)}`,
    ...lines.filter((line) => line !== '').map((line) => `  | ${line}`),
    ...(command.hint === undefined ? [] : [`  hint: ${command.hint}`]),
  ].join('\n');
}

/** The command as one would type it into a shell. */
export function pasteable(command: Command): string {
  const environment = Object.entries(command.environment ?? {}).map(([key, value]) => `${key}=${shellWord(value)}`);
  return [...environment, command.file, ...command.args.map(shellWord)].join(' ');
}
