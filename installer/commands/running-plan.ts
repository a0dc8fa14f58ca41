/** The plan that the machine was last brought to. */
import { z } from 'zod';
import type { Plan } from '../../builder/plan/plan.ts';
import { readJson } from '../system/json.ts';
import { runtime } from '../system/paths.ts';
export { readLinks } from '../network/observe.ts';

export async function readRunningPlan(): Promise<Plan> {
  const plan = await readJson(runtime.plan, z.custom<Plan>((value) => typeof value === 'object' && value !== null));
  if (plan === undefined) throw new Error('Nothing is known yet: run this as root, after the machine has started (systemctl status pintxo-bring-up).');
  return plan;
}

