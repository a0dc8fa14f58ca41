/** The networks of the house on this machine: where they were put at its first installation, for good. */
import type { Site } from '../../builder/site/site.ts';
import type { Machine } from '../../templates/contract.ts';
import { networkPaths } from '../network/paths.ts';
import { firstNetworks, PlacedNetworks } from '../plan/place-networks.ts';
import { networksOnMachine } from '../plan/settle-networks.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { state } from '../system/paths.ts';
import { onlyTell } from './only-tell.ts';

/** The site with its networks where they are here, and what people must know of them. */
export async function settleNetworks(site: Site, machine: Machine): Promise<{ readonly site: Site; readonly notes: readonly string[] }> {
  const known = await beginNetworks(site);
  const isServing = ((await readText(networkPaths.leases)) ?? '').trim() !== '';
  const { placed, ...result } = networksOnMachine(site, machine, known, isServing);
  if (placed !== known) await writeDurably(state.networks, JSON.stringify(placed));
  return result;
}

/** What is kept of them. To be called before the first roles are kept: they tell a machine of an earlier version from one that no stick has installed. */
export async function beginNetworks(site: Site): Promise<PlacedNetworks> {
  const known = await readJson(state.networks, PlacedNetworks);
  if (known !== undefined) return known;
  const isBroken = (await readText(state.networks)) !== undefined;
  const hadRoles = (await readText(state.links)) !== undefined;
  const first = firstNetworks(site, { hadRoles, isBroken });
  await onlyTell(writeDurably(state.networks, JSON.stringify(first)));
  return first;
}
