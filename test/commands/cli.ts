/**
 * Runs the command `pintxo`: inside the test's own process, which takes milliseconds, or as the program that is
 * bundled for this computer, where a test needs another environment, user or folder.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';
import { main } from '../../builder/cli.ts';
import { bundle } from '../../builder/system/bundle.ts';
import { checkFolder } from '../check-folder.ts';

export const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
export const sites = join(fixtures, 'sites');

export interface Ended {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

type RunOptions = Pick<Options, 'env' | 'uid' | 'cwd'>;

export interface Cli {
  /** The bundled program. */
  program(): Promise<string>;
  /** The current folder of what runs; it is gone after the tests. */
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  close(): Promise<void>;
}

export async function openCli(): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-commands-'));
  process.chdir(folder);
  let bundled: Promise<string> | undefined;
  const program = (): Promise<string> => (bundled ??= bundleProgram());
  return {
    program,
    folder,
    run: async (args, options) => (options === undefined ? runHere(args) : runProgram(await program(), args, { cwd: folder, ...options })),
    async close() {
      process.chdir(tmpdir());
      if (bundled !== undefined) await rm(await bundled, { force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function bundleProgram(): Promise<string> {
  // It must lie in the repository to find the packages and templates there.
  const program = join(checkFolder, `pintxo-${process.pid}.js`);
  await bundle('builder', program);
  return program;
}

async function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], { stdin: 'ignore', reject: false, ...options });
  return { status: exitCode, stdout, stderr };
}

interface Printed {
  stdout: string;
  stderr: string;
}

const printed = new AsyncLocalStorage<Printed>();

/** Tests run side by side: what is printed belongs to the run that it was called from. */
function divert(name: 'stdout' | 'stderr'): void {
  const stream = process[name];
  const write = stream.write.bind(stream);
  const divertedWrite = (text: string | Uint8Array): boolean => {
    const run = printed.getStore();
    if (run === undefined) return write(text);
    run[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
    return true;
  };
  Object.assign(stream, { write: divertedWrite });
}

divert('stdout');
divert('stderr');

async function runHere(args: readonly string[]): Promise<Ended> {
  const run = { stdout: '', stderr: '' };
  const status = await printed.run(run, () => main(args, new AbortController().signal));
  return { status, stdout: run.stdout.replace(/\n$/, ''), stderr: run.stderr.replace(/\n$/, '') };
}
