/** `pintxo net swap`: a person says that the cables of two ports were swapped. */
import type { Site } from '../../builder/site/site.ts';
import type { RoleLink } from '../../templates/contract.ts';
import { forgetPrepared } from '../execute/prepared.ts';
import { captureLinks } from '../inventory/read.ts';
import { decideRoles } from '../plan/links.ts';
import { swapOf } from '../plan/swap-ports.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readJson } from '../system/json.ts';
import { state } from '../system/paths.ts';
import { readMachineSite, RoleLinks } from './machine-site.ts';
import { forgetUplink, readLinkNotes } from './uplink.ts';

/** A restart is the way to new roles that every machine knows: bridges, VLANs and addresses come up as if they had always been so. */
export async function netSwap(port?: string): Promise<number> {
  if (process.getuid?.() !== 0) return refuse('This changes which port the house is protected from: run it as sudo pintxo net swap');
  const { site } = await readMachineSite((text) => void console.error(text));
  const swap = swapOf(site, await presentRoles(site), (await readLinkNotes()).question, port);
  if ('problem' in swap) return refuse(swap.problem);
  await keep(swap.links);
  console.log(`${swap.sentence} The machine restarts now.`);
  await run({ title: 'restarting', file: 'systemctl', args: ['reboot'] });
  return 0;
}

// As long as nobody knows which port leads outside, no roles are kept.
async function presentRoles(site: Site): Promise<readonly RoleLink[]> {
  const known = (await readJson(state.links, RoleLinks)) ?? [];
  return known.some(({ kind }) => kind === 'wan') ? known : decideRoles(site, await captureLinks(), [], known).links;
}

// Whoever answers outside from now on is learnt anew; what was prepared for the next start is of the earlier roles.
async function keep(links: readonly RoleLink[]): Promise<void> {
  await forgetPrepared('/var');
  await forgetUplink();
  await writeDurably(state.links, JSON.stringify(links, null, 2));
}

function refuse(text: string): number {
  console.error(text);
  return 1;
}
