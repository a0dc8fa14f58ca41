/** Plans a site on this computer, where the machine itself may not be known yet. */
import type { Inventory } from '../../installer/inventory/inventory.ts';
import { decideRoles } from '../../installer/plan/links.ts';
import type { Machine } from '../../templates/contract.ts';
import { modules } from '../../templates/registry.ts';
import { planSite, type PlanOutcome } from '../plan/plan.ts';
import type { Site } from '../site/site.ts';
import { release } from '../system/release.ts';

// Addresses reserved for documentation (RFC 7042) stand for links that are not known.
const assumedMachine: Machine = {
  links: [
    { role: 'wan0', kind: 'wan', mac: '00:00:5e:00:53:01' },
    { role: 'lan0', kind: 'lan', mac: '00:00:5e:00:53:02' },
  ],
  addresses: [],
};

export function planFor(site: Site, inventory: Inventory | undefined): PlanOutcome {
  const machine = inventory === undefined ? assumedMachine : machineOf(site, inventory);
  return planSite(site, machine, modules, release());
}

function machineOf(site: Site, inventory: Inventory): Machine {
  return { links: decideRoles(site, inventory.links, [], []).links, addresses: [] };
}
