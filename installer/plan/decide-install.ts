/** (Site, Inventory) -> what is done to which disk. Pure; the rules of DESIGN.md, section 4. */
import type { Site } from '../../builder/site/site.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { decideInstalled } from './decide-installed.ts';
import { decideNew } from './decide-new.ts';
import type { InstallDecision, StickContent } from './install-plan.ts';
import { carriesPintxo } from './labels.ts';
import { markPaths } from './same-disk.ts';
import { consentLeft, type RememberedInstallation, whyUsedUp } from './stick-memory.ts';
import { refuseUsedUp, usedConsent } from './used-up.ts';

/**
 * Decides; writes nothing. A refusal is a value that says what was seen and what helps. Without the stick's content an
 * installed machine is left as it is.
 */
export function decideInstall(site: Site, seen: Inventory, stick?: StickContent): InstallDecision {
  const inventory = markPaths(seen);
  const known = rememberedWith(stick);
  const left = consentLeft(site, known, inventory, stick?.again === true);
  const decision = decideBy(left, inventory, stick);
  if (decision.verdict === 'refuse') return isSame(left, site) || decideBy(site, inventory, stick).verdict === 'refuse' ? decision : { ...decision, remedies: [...decision.remedies, usedConsent] };
  if (decision.verdict !== 'install') return decision;
  const why = whyUsedUp(known, decision, inventory, site.machine.installations, stick?.again ?? false);
  return why === undefined ? decision : refuseUsedUp(site, inventory, decision, known, why);
}

/** What the stick remembers of its present site file. */
export function rememberedWith(stick: StickContent | undefined): readonly RememberedInstallation[] {
  return stick?.memory?.sites[stick.siteDigest] ?? [];
}

function decideBy(site: Site, inventory: Inventory, stick: StickContent | undefined): InstallDecision {
  const installed = inventory.disks.filter(carriesPintxo);
  return installed.length > 0 ? decideInstalled(site, inventory, installed, stick) : decideNew(site, inventory);
}

function isSame(one: Site, other: Site): boolean {
  return JSON.stringify([one.machine.wipe, one.machine.wipePools]) === JSON.stringify([other.machine.wipe, other.machine.wipePools]);
}
