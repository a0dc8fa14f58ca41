/** A case is a folder: site.yaml, machine.json (optional: a router with two links) and the tree in expected/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { planSite, type Plan } from '../../../builder/plan/plan.ts';
import { renderPlan } from '../../../builder/render/render.ts';
import { parseSite } from '../../../builder/site/parse.ts';
import { loadTemplates } from '../../../builder/system/templates.ts';
import type { Machine } from '../../../templates/contract.ts';
import { modules } from '../../../templates/registry.ts';
import type { Files } from './tree.ts';

export const templates = fileURLToPath(new URL('../../../templates', import.meta.url));
export const goldenFolder = fileURLToPath(new URL('golden', import.meta.url));

const Links = z.array(z.object({ role: z.string(), kind: z.enum(['wan', 'lan']), mac: z.string(), vlan: z.object({ id: z.number(), over: z.string() }).optional() }));
const MachineFile = z.object({ links: Links, addresses: z.array(z.object({ role: z.string(), cidr: z.string() })) });

export const router: Machine = {
  links: [
    { role: 'wan0', kind: 'wan', mac: '52:54:00:00:00:01' },
    { role: 'lan0', kind: 'lan', mac: '52:54:00:00:00:02' },
  ],
  addresses: [],
};

export interface Rendered {
  readonly plan: Plan;
  readonly files: Files;
}

export function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export async function renderCase(folder: string): Promise<Rendered> {
  const plan = planCase(folder);
  return { plan, files: renderPlan(plan, await loadTemplates(templates)) };
}

function planCase(folder: string): Plan {
  const file = join(folder, 'site.yaml');
  const parsed = parseSite(readFileSync(file), file, modules);
  if ('problems' in parsed) throw new Error(parsed.problems.map((problem) => JSON.stringify(problem)).join('\n'));
  const outcome = planSite(parsed.site, machineOf(folder), modules, { version: '1.2.3', epoch: 1_760_000_000 });
  if (!outcome.ok) throw new Error(outcome.problems.map((problem) => problem.message).join('\n'));
  return outcome.plan;
}

function machineOf(folder: string): Machine {
  const file = join(folder, 'machine.json');
  return existsSync(file) ? MachineFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : router;
}
