/** (Site, Inventory) -> what is done to which disk. Pure; the rules of DESIGN.md, section 4. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { consentFor, isBlank, refusalToErase } from './consent.ts';
import { decideInstalled } from './decide-installed.ts';
import { describeContents, nameDiskAt, summarizeContents } from './disk-names.ts';
import { exclusionOf } from './exclusions.ts';
import type { InstallDecision, InstallPlan, Refusal, Step } from './install-plan.ts';
import { carriesPintxo } from './labels.ts';
import { layoutFor } from './layout.ts';
import { type PreflightProblem, preflightProblem } from './preflight.ts';
import { allowErasing } from './remedies.ts';
import { refuseNone, refuseSeveral } from './refusals.ts';
import { select } from './selector.ts';
import { notSelected, verdictsFor } from './verdicts.ts';

/** Decides; writes nothing. A refusal is a value that says what was seen and what helps. */
export function decideInstall(site: Site, inventory: Inventory): InstallDecision {
  const obstacle = preflightProblem(inventory);
  if (obstacle !== undefined) return refuseMachine(site, inventory, obstacle);
  const installed = inventory.disks.filter(carriesPintxo);
  if (installed.length > 0) return decideInstalled(site, inventory, installed);
  const candidates = inventory.disks.filter((disk) => exclusionOf(disk, site.machine) === undefined);
  const [chosen, ...rivals] = select(candidates, site.machine.systemDisk);
  if (chosen === undefined) return refuseNone(site, inventory, candidates);
  if (rivals.length > 0) return refuseSeveral(site, inventory, [chosen, ...rivals]);
  const consent = consentFor(chosen, site.machine.wipe, inventory.disks);
  return consent === undefined ? refuseErasing(site, inventory, chosen) : install(site, inventory, chosen, consent);
}

function install(site: Site, inventory: Inventory, disk: Disk, consent: string): InstallPlan {
  const reason = `${consent}; Pintxo is installed on it`;
  return {
    verdict: 'install',
    systemDisk: disk,
    disks: verdictsFor(site, inventory, (other) => (other === disk ? { verdict: 'chosen', reason } : undefined), notSelected),
    destroyed: isBlank(disk) ? [] : describeContents(disk),
    steps: stepsFor(disk),
  };
}

// Signatures are erased on a blank disk too, where this does nothing: the plan stays the same when a power cut makes
// the installation start over on a disk that is no longer blank.
function stepsFor({ path: disk, bytes }: Disk): Step[] {
  return [
    { kind: 'erase-signatures', disk },
    { kind: 'partition-disk', disk, partitions: layoutFor(bytes) },
    { kind: 'seed-state', disk },
    { kind: 'write-site', disk },
    { kind: 'install-boot-loader', disk },
    { kind: 'commit', disk },
    { kind: 'register-boot-entry', disk },
  ];
}

function refuseMachine(site: Site, inventory: Inventory, { problem, remedies }: PreflightProblem): Refusal {
  return { verdict: 'refuse', problem, remedies, disks: verdictsFor(site, inventory, () => undefined, 'not looked at further') };
}

function refuseErasing(site: Site, inventory: Inventory, disk: Disk): Refusal {
  const contents = summarizeContents(disk);
  const verdict = { verdict: 'refused', reason: refusalToErase(disk, site.machine.wipe) } as const;
  return {
    verdict: 'refuse',
    problem: `${nameDiskAt(disk)} is not blank: ${contents}. Nothing was changed.`,
    disks: verdictsFor(site, inventory, (other) => (other === disk ? verdict : undefined), notSelected),
    remedies: [allowErasing(disk, site.machine, inventory.disks), 'Or put in a blank disk instead.'],
  };
}
