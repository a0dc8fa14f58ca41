/** Runs the command `pintxo` as it is bundled for this computer. */
import { execa, type Options } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../builder/system/bundle.ts';

export const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
export const sites = join(fixtures, 'sites');

export interface Ended {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

type RunOptions = Pick<Options, 'env' | 'uid' | 'cwd'>;

export interface Cli {
  readonly program: string;
  /** A folder that is gone after the tests. */
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  close(): Promise<void>;
}

export async function openCli(): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-commands-'));
  // It must lie in the repository to find the packages and templates there.
  const program = fileURLToPath(new URL(`../../.cache/check/pintxo-${process.pid}.js`, import.meta.url));
  await bundle('builder', program);
  return {
    program,
    folder,
    async run(args, options = {}) {
      const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], { cwd: folder, stdin: 'ignore', reject: false, ...options });
      return { status: exitCode, stdout, stderr };
    },
    async close() {
      await rm(program, { force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
