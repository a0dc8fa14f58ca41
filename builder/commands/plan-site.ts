/** Plans a site on this computer, where the machine itself may not be known yet. */
import { readInventory } from '../../installer/inventory/file.ts';
import type { Inventory } from '../../installer/inventory/inventory.ts';
import { decideRoles } from '../../installer/plan/links.ts';
import type { Machine } from '../../templates/contract.ts';
import { modules } from '../../templates/registry.ts';
import { planSite, type Plan, type PlanOutcome } from '../plan/plan.ts';
import { warnLine } from '../report/output.ts';
import type { Site } from '../site/site.ts';
import { release } from '../system/release.ts';
import { readSite } from './read-site.ts';

// Addresses reserved for documentation (RFC 7042) stand for links that are not known.
const assumedMachine: Machine = {
  links: [
    { role: 'wan0', kind: 'wan', mac: '00:00:5e:00:53:01' },
    { role: 'lan0', kind: 'lan', mac: '00:00:5e:00:53:02' },
  ],
  addresses: [],
};

export interface PlannedFile {
  readonly site: Site;
  readonly inventory: Inventory | undefined;
  readonly plan: Plan;
}

/** Reads and plans a site file, and the inventory where one is named; undefined after telling what is wrong. */
export async function planFile(file: string, inventoryFile: string | undefined): Promise<PlannedFile | undefined> {
  const read = await readSite(file);
  if (read === undefined) return undefined;
  const inventory = inventoryFile === undefined ? undefined : await readInventory(inventoryFile);
  if (inventory !== undefined && 'problem' in inventory) {
    warnLine(inventory.problem);
    return undefined;
  }
  const outcome = planFor(read.site, inventory);
  if (outcome.ok) return { site: read.site, inventory, plan: outcome.plan };
  for (const { message } of outcome.problems) warnLine(`error: ${message}`);
  return undefined;
}

export function planFor(site: Site, inventory: Inventory | undefined): PlanOutcome {
  const machine = inventory === undefined ? assumedMachine : machineOf(site, inventory);
  return planSite(site, machine, modules, release());
}

function machineOf(site: Site, inventory: Inventory): Machine {
  return { links: decideRoles(site, inventory.links, [], []).links, addresses: [] };
}
