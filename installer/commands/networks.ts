/** The networks of the house on this machine: where they were put at its first installation, for good. */
import type { Site } from '../../builder/site/site.ts';
import type { Machine } from '../../templates/contract.ts';
import { networkPaths } from '../network/paths.ts';
import { PlacedNetworks, unsettled } from '../plan/place-networks.ts';
import { networksOnMachine } from '../plan/settle-networks.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { state } from '../system/paths.ts';

/** The site with its networks where they are here, and what people must know of them. */
export async function settleNetworks(site: Site, machine: Machine): Promise<{ readonly site: Site; readonly notes: readonly string[] }> {
  const known = await readJson(state.networks, PlacedNetworks);
  const isServing = ((await readText(networkPaths.leases)) ?? '').trim() !== '';
  const { placed, ...result } = networksOnMachine(site, machine, known, isServing);
  if (placed !== known && placed !== undefined) await writeDurably(state.networks, JSON.stringify(placed));
  return result;
}

/** At the very first start of a machine that no stick has installed. */
export async function beginNetworks(): Promise<void> {
  const isNew = (await readText(state.links)) === undefined && (await readText(state.networks)) === undefined;
  if (isNew) await writeDurably(state.networks, JSON.stringify(unsettled));
}
