/** (Site, Inventory) -> what is done to which disk. Pure; the rules of DESIGN.md, section 4. */
import type { Site } from '../../builder/site/site.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { decideInstalled } from './decide-installed.ts';
import { decideNew } from './decide-new.ts';
import type { InstallDecision, StickContent } from './install-plan.ts';
import { carriesPintxo } from './labels.ts';
import { markPaths } from './same-disk.ts';

/**
 * Decides; writes nothing. A refusal is a value that says what was seen and what helps. Without the stick's content an
 * installed machine is left as it is.
 */
export function decideInstall(site: Site, seen: Inventory, stick?: StickContent): InstallDecision {
  const inventory = markPaths(seen);
  const installed = inventory.disks.filter(carriesPintxo);
  return installed.length > 0 ? decideInstalled(site, inventory, installed, stick) : decideNew(site, inventory);
}
