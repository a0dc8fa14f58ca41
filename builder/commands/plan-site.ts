/** Plans a site on this computer, where the machine itself may not be known yet. */
import { readInventory } from '../../installer/inventory/file.ts';
import type { Inventory } from '../../installer/inventory/inventory.ts';
import { decideRoles, leasesHeard } from '../../installer/plan/links.ts';
import type { Machine, RegisteredModule } from '../../templates/contract.ts';
import { modules } from '../../templates/registry.ts';
import { planSite, type Plan, type PlanOutcome } from '../plan/plan.ts';
import type { PlanProblem } from '../plan/rules.ts';
import { warnLine } from '../report/output.ts';
import type { Problem } from '../report/problems.ts';
import type { ParsedSite } from '../site/parse.ts';
import { placeInFile } from '../site/place-later.ts';
import type { Site } from '../site/site.ts';
import { isFolder, isNamedPipe, readBytes } from '../system/files.ts';
import { release } from '../system/release.ts';
import { checkSiteFile, readSite, type Tell, tellInWords } from './read-site.ts';

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
export async function planFile(file: string, inventoryFile: string | undefined, tell: Tell = tellInWords): Promise<PlannedFile | undefined> {
  const read = await readSite(file, tell);
  if (read === undefined) return undefined;
  const inventory = inventoryFile === undefined ? undefined : await readInventoryFile(inventoryFile);
  if (inventory !== undefined && 'problem' in inventory) {
    warnLine(inventory.problem);
    return undefined;
  }
  const outcome = planFor(read.site, inventory);
  if (outcome.ok) return { site: read.site, inventory, plan: outcome.plan };
  tell(problemsInFile(read.bytes, file, outcome.problems));
  return undefined;
}

async function readInventoryFile(path: string): ReturnType<typeof readInventory> {
  if (isFolder(path)) return { problem: `error: ${path} is a folder; name the inventory in it, which the stick writes to logs/inventory.json` };
  if (isNamedPipe(path)) return { problem: `error: ${path} is a pipe; name the inventory itself` };
  return readInventory(path);
}

/** Checks a site file and, where it is sound, whether the modules can be planned by it: what `plan` would refuse. */
export async function checkPlannable(file: string, among: readonly RegisteredModule[] = modules): Promise<ParsedSite> {
  const parsed = await checkSiteFile(file);
  if (!('site' in parsed)) return parsed;
  const outcome = planFor(parsed.site, undefined, among);
  if (outcome.ok) return parsed;
  return { problems: [...parsed.warnings, ...problemsInFile(await readBytes(file), file, outcome.problems)] };
}

/** What modules say against each other, at the settings of the last of them where it has any. */
function problemsInFile(bytes: Uint8Array, file: string, problems: readonly PlanProblem[]): Problem[] {
  return placeInFile(
    bytes,
    file,
    problems.map(({ modules: names, message }) => ({
      path: ['modules', names.at(-1) ?? ''],
      at: 'key',
      message,
      remedy: `change a setting of ${[...new Set(names)].join(' or ')}, so that both can be had`,
    })),
  );
}

export function planFor(site: Site, inventory: Inventory | undefined, among: readonly RegisteredModule[] = modules): PlanOutcome {
  const machine = inventory === undefined ? assumedMachine : machineOf(site, inventory);
  return planSite(site, machine, among, release());
}

function machineOf(site: Site, inventory: Inventory): Machine {
  return { links: decideRoles(site, inventory.links, leasesHeard(site, inventory.links), []).links, addresses: [] };
}
