/** `pintxo pools`: opens and mounts the storage pools; one that is missing stops nothing. */
import { join } from 'node:path';
import { openPool } from '../execute/pools.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { readText } from '../system/files.ts';
import { runtime, state } from '../system/paths.ts';
import { readMachineSite } from './machine-site.ts';

export async function pools(): Promise<number> {
  const { site } = await readMachineSite((text) => void console.error(text));
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  if (report === undefined) throw new Error(`${runtime.state} is missing: this is not an installed machine`);
  const recoveryKey = (await readText(join(state.recovery, 'key')))?.trim();
  for (const [pool, { count = 1 }] of Object.entries(site.machine.dataDisks)) {
    // A disk that fails must not take the backups along that are on another one.
    const problem = await openPool(pool, report.state, count, recoveryKey).catch((error: unknown) => `The storage pool ${pool} cannot be opened. ${String(error)}`);
    if (problem !== undefined) console.error(problem);
  }
  return 0;
}
