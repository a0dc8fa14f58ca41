/** `pintxo pools`: opens and mounts the storage pools; one that is missing stops nothing. */
import { join } from 'node:path';
import { openPool, type PoolKeys } from '../execute/pools.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { runtime, state } from '../system/paths.ts';
import { readMachineSite } from './machine-site.ts';

export async function pools(): Promise<number> {
  const { site } = await readMachineSite((text) => void console.error(text));
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  if (report === undefined) throw new Error(`${runtime.state} is missing: this is not an installed machine`);
  const keys = { machine: report.state, recoveryKey: (await readText(join(state.recovery, 'key')))?.trim() };
  for (const [pool, { count = 1 }] of Object.entries(site.machine.dataDisks)) {
    // A disk that fails must not take the backups along that are on another one.
    await openAndTell(pool, count, keys).catch((error: unknown) => console.error(`The storage pool ${pool} cannot be opened. ${String(error)}`));
  }
  return 0;
}

async function openAndTell(pool: string, count: number, keys: PoolKeys): Promise<void> {
  const { used, isDegraded, problem } = await openPool(pool, count, keys);
  if (problem !== undefined) console.error(problem);
  // A new disk may be there already, or be put in while the machine runs.
  if (isDegraded && used.length > 0) await writeDurably(runtime.needsRepair, '');
}
