/** `pintxo adopt`: takes over a storage pool of an earlier system, with all that is on it. */
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Site } from '../../builder/site/site.ts';
import { addOwnKey, listPoolDisks, noteAdopted, opensAll } from '../execute/adopted-pools.ts';
import { openPool, poolFolder } from '../execute/pools.ts';
import { captureInventory } from '../inventory/read.ts';
import { type Adoption, decideAdoption } from '../plan/adopt.ts';
import { typedKey } from '../plan/key-proof.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { askLine } from '../system/ask.ts';
import { listMembers } from '../system/btrfs.ts';
import { readText } from '../system/files.ts';
import { runtime, state } from '../system/paths.ts';
import { health } from './health.ts';
import { readMachineSite } from './machine-site.ts';

/** The recovery key of the earlier system is asked for, or read from standard input where that is no terminal. */
export async function adopt(pool: string): Promise<number> {
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  if (report === undefined) throw new Error(`${runtime.state} is missing: this is not an installed machine`);
  const { site } = await readMachineSite((lines) => void console.error(lines));
  if ((await listMembers(poolFolder(pool)).catch(() => [])).length > 0) return refuse(`The storage pool ${pool} is open already: see ${poolFolder(pool)}`);
  const own = (await readText(join(state.recovery, 'key')))?.trim();
  const adoption = decideAdoption(site, await captureInventory(), pool, await listPoolDisks(), own !== undefined);
  if ('problem' in adoption) return refuse(adoption.problem);
  console.log(`The storage pool ${pool} of an earlier system is on ${adoption.names.join(' and ')}.`);
  if (!(await mayOpen(adoption, own))) return refuse('This key does not open all of these disks. It stands on the recovery sheet of the system that made the pool. Nothing was changed.');
  return takeOver(pool, adoption, report.state, site, own);
}

async function takeOver(pool: string, adoption: Adoption, machine: string, site: Site, own: string | undefined): Promise<number> {
  await noteAdopted(pool, adoption.uuid);
  const { used, problem } = await openPool(pool, site.machine.dataDisks[pool]?.count ?? 1, { machine, recoveryKey: adoption.isEncrypted ? own : undefined });
  if (problem !== undefined) console.error(problem);
  if (used.length > 0) console.log(`Taken over, with all that is on it: ${poolFolder(pool)}. From now on it is opened at every start.`);
  await health(0);
  return used.length > 0 ? 0 : 1;
}

// One in clear opens for everybody.
async function mayOpen(adoption: Adoption, own: string | undefined): Promise<boolean> {
  if (!adoption.isEncrypted || own === undefined) return true;
  const earlier = await askForKey();
  if (earlier === undefined || !(await opensAll(adoption, earlier))) return false;
  await addOwnKey(adoption, earlier, own);
  return true;
}

function refuse(problem: string): number {
  console.error(problem);
  return 1;
}

async function askForKey(): Promise<string | undefined> {
  const typed = process.stdin.isTTY ? await askLine('Recovery key of the earlier system: ') : await text(process.stdin);
  return typed === undefined ? undefined : typedKey(typed);
}
