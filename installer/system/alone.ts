/** Work that one process at a time may do. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { mkdir } from './folders.ts';
import { runtime } from './paths.ts';

/**
 * Does the work unless another process does work of this name; then undefined. The lock is on a file in a folder of
 * root's alone, where nobody else can take it first; the kernel takes it back when the process ends, however it ends.
 */
export async function alone<Result>(name: string, work: () => Promise<Result>, folder: string = runtime.locks): Promise<Result | undefined> {
  return withLock(await takeLock(join(folder, name), ['--nonblock']), work);
}

/** Does the work when no other process does work of this name any more; waits for as long as that takes. */
export async function inTurn<Result>(name: string, work: () => Promise<Result>, folder: string = runtime.locks): Promise<Result> {
  const done = await withLock(await takeLock(join(folder, name), []), async () => ({ result: await work() }));
  if (done === undefined) throw new Error(`waiting for ${name} ended without it`);
  return done.result;
}

interface Lock {
  readonly isOurs: boolean;
  release(): Promise<void>;
}

const isTaken = 75;

async function withLock<Result>({ isOurs, release }: Lock, work: () => Promise<Result>): Promise<Result | undefined> {
  if (!isOurs) return undefined;
  try {
    return await work();
  } finally {
    await release();
  }
}

// The program holds the lock until its input ends, which it does with this process too. Where no lock can be had at all,
// working is better than not.
async function takeLock(path: string, options: readonly string[]): Promise<Lock> {
  await makeFolder(join(path, '..'));
  const args = ['--no-fork', '--exclusive', '--conflict-exit-code', String(isTaken), ...options, path, 'sh', '-c', 'echo held; read -r end'];
  const holder = execa('flock', args, { reject: false, stderr: 'inherit' });
  const held = new Promise<'held'>((resolve) => holder.stdout.once('data', () => resolve('held')));
  const first = await Promise.race([held, holder.then(({ exitCode }) => exitCode)]);
  const release = async (): Promise<void> => {
    holder.stdin.end();
    await holder;
  };
  return { isOurs: first !== isTaken, release };
}

// Also one that was there before.
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder);
  await chmod(folder, 0o700);
}
