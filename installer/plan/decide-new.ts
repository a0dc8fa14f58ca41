/** (Site, Inventory) -> a new installation, whatever was on the machine before. Pure; the rules of DESIGN.md, section 4. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { addressClash, placeNetworks } from './address-clash.ts';
import { choosePools } from './choose-pools.ts';
import { consentFor, isBlank, refusalToErase } from './consent.ts';
import { describeContents, nameDiskAt, summarizeContents } from './disk-names.ts';
import { decideEncryption } from './encryption.ts';
import { exclusionOf } from './exclusions.ts';
import type { EncryptionDecision, InstallPlan, PlannedPool, Refusal } from './install-plan.ts';
import { describeMoves } from './place-networks.ts';
import { type PreflightProblem, preflightProblem } from './preflight.ts';
import { allowErasingAll } from './remedies.ts';
import { refuseNone, refuseSeveral, refuseShared, refuseTooFew } from './refusals.ts';
import { firstShared } from './same-disk.ts';
import { countOf, inPathOrder, select } from './selector.ts';
import { installSteps } from './steps.ts';
import { sheetProblem } from './sheet-preflight.ts';
import { notSelected, type Verdict, verdictsFor } from './verdicts.ts';

export function decideNew(site: Site, inventory: Inventory): InstallPlan | Refusal {
  const encryption = decideEncryption(site.machine.encryption, inventory.tpm);
  const obstacle = preflightProblem(inventory) ?? addressClash(site, inventory);
  if (obstacle !== undefined) return refuseMachine(site, inventory, obstacle);
  if ('problem' in encryption) return refuseMachine(site, inventory, encryption);
  const unread = sheetProblem(site, inventory, encryption);
  if (unread !== undefined) return refuseMachine(site, inventory, unread);
  const systemDisks = chooseSystemDisks(site, inventory);
  if ('verdict' in systemDisks) return systemDisks;
  const pools = choosePools(site, inventory, systemDisks);
  if ('verdict' in pools) return pools;
  return consented(site, inventory, systemDisks, pools, encryption);
}

function chooseSystemDisks(site: Site, inventory: Inventory): Disk[] | Refusal {
  const { systemDisk } = site.machine;
  const candidates = inventory.disks.filter((disk) => exclusionOf(disk, site.machine) === undefined);
  const found = inPathOrder(select(candidates, systemDisk));
  const wanted = countOf(systemDisk);
  if (found.length === 0) return refuseNone(site, inventory, candidates);
  if (found.length < wanted) return refuseTooFew(site, inventory, found);
  if (found.length > wanted) return refuseSeveral(site, inventory, found);
  return firstShared(found) === undefined ? found : refuseShared(site, inventory, found);
}

function consented(
  site: Site,
  inventory: Inventory,
  systemDisks: readonly Disk[],
  pools: readonly PlannedPool[],
  encryption: EncryptionDecision,
): InstallPlan | Refusal {
  const chosen = [...systemDisks, ...pools.flatMap(({ disks, isKept }) => (isKept === true ? [] : disks))];
  const refused = chosen.filter((disk) => consentOf(disk, site, inventory) === undefined);
  if (refused.length > 0) return refuseErasing(site, inventory, chosen, refused);
  const uses = new Map([...systemDisks.map((disk) => [disk, systemUse(systemDisks)] as const), ...pools.flatMap(poolUses)]);
  return {
    verdict: 'install',
    systemDisks,
    pools,
    encryption,
    disks: verdictsFor(site, inventory, (disk) => keptPool(disk, pools) ?? chosenVerdict(disk, uses.get(disk), site, inventory), notSelected),
    destroyed: destroyedOn(chosen),
    steps: installSteps(systemDisks, pools, encryption.encrypted),
    ...movedNetworks(site, inventory),
  };
}

function movedNetworks(site: Site, inventory: Inventory): Pick<InstallPlan, 'moved'> {
  const moved = describeMoves(site, placeNetworks(site, inventory));
  return moved.length === 0 ? {} : { moved };
}

function systemUse(systemDisks: readonly Disk[]): string {
  return systemDisks.length === 1 ? 'Pintxo is installed on it' : 'Pintxo is installed on it, as one half of a mirror';
}

function poolUses({ name, disks }: PlannedPool): Array<readonly [Disk, string]> {
  return disks.map((disk) => [disk, `it becomes ${disks.length === 1 ? '' : 'part of '}the pool ${name}`] as const);
}

function consentOf(disk: Disk, { machine: { wipe, wipePools } }: Site, { disks }: Inventory): string | undefined {
  return consentFor(disk, wipe, disks, wipePools);
}

function keptPool(disk: Disk, pools: readonly PlannedPool[]): Verdict | undefined {
  const pool = pools.find(({ disks, isKept }) => isKept === true && disks.includes(disk));
  return pool && { verdict: 'kept', reason: `it holds the storage pool ${pool.name}, which is kept with its data` };
}

function chosenVerdict(disk: Disk, use: string | undefined, site: Site, inventory: Inventory): Verdict | undefined {
  if (use === undefined) return undefined;
  const consent = consentOf(disk, site, inventory) ?? '';
  return { verdict: 'chosen', reason: `${consent}; ${use}` };
}

// With one disk its name goes without saying.
function destroyedOn(chosen: readonly Disk[]): string[] {
  return chosen
    .filter((disk) => !isBlank(disk))
    .flatMap((disk) => describeContents(disk).map((line) => (chosen.length === 1 ? line : `${disk.path}: ${line}`)));
}

function refuseMachine(site: Site, inventory: Inventory, { problem, remedies }: PreflightProblem): Refusal {
  return { verdict: 'refuse', problem, remedies, disks: verdictsFor(site, inventory, () => undefined, 'not looked at further') };
}

function refuseErasing(site: Site, inventory: Inventory, chosen: readonly Disk[], refused: readonly Disk[]): Refusal {
  const problems = refused.map((disk) => `${nameDiskAt(disk)} is not blank: ${summarizeContents(disk)}.`);
  const verdictOn = (disk: Disk): Verdict | undefined => {
    if (refused.includes(disk)) return { verdict: 'refused', reason: refusalToErase(disk, site.machine.wipe) };
    return chosen.includes(disk) ? { verdict: 'kept', reason: 'it would be used, but nothing is installed' } : undefined;
  };
  return {
    verdict: 'refuse',
    problem: `${problems.join(' ')} Nothing was changed.`,
    disks: verdictsFor(site, inventory, verdictOn, notSelected),
    remedies: [allowErasingAll(refused, chosen, site.machine, inventory.disks), orBlank(refused)],
  };
}

function orBlank(refused: readonly Disk[]): string {
  return refused.length === 1 ? 'Or put in a blank disk instead.' : 'Or put in blank disks instead.';
}
