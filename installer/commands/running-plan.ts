/** The plan that the machine was last brought to. */
import { z } from 'zod';
import type { Plan } from '../../builder/plan/plan.ts';
import { run } from '../system/command.ts';
import { readJson } from '../system/json.ts';
import { runtime } from '../system/paths.ts';
import { Links } from '../network/status.ts';

export async function readRunningPlan(): Promise<Plan> {
  const plan = await readJson(runtime.plan, z.custom<Plan>((value) => typeof value === 'object' && value !== null));
  if (plan === undefined) throw new Error('Nothing is known yet: run this as root, after the machine has started (systemctl status pintxo-bring-up).');
  return plan;
}

export async function readLinks(): Promise<Links> {
  return Links.parse(JSON.parse(await run({ title: 'reading addresses', file: 'ip', args: ['-json', 'address', 'show'] })));
}
