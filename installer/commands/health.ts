/** `pintxo health`: looks, writes the status down, and says by its exit status whether all is well. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Plan } from '../../builder/plan/plan.ts';
import type { Status } from '../../templates/contract.ts';
import { authorityPath, observe } from '../health/observe.ts';
import { writePages } from '../health/pages.ts';
import { probe } from '../health/probe.ts';
import { describeStatus, statusOf } from '../health/verdict.ts';
import { readJson } from '../system/json.ts';
import { runtime } from '../system/paths.ts';
import { writeDurably } from '../system/durable.ts';
import { announce } from '../ui/console.ts';

const pauseMs = 1000;

/** Waits up to `waitSeconds` for the machine to become healthy; 0 looks once. */
export async function health(waitSeconds: number): Promise<number> {
  const plan = await readPlan();
  const deadline = Date.now() + waitSeconds * 1000;
  const isFirst = waitSeconds > 0;
  if (isFirst) await publish(plan, statusOf(plan, [], await observe(plan), true));
  for (;;) {
    const isLast = Date.now() >= deadline;
    const status = await look(plan, isFirst && !isLast);
    await publish(plan, status);
    if (status.state === 'healthy' || isLast) return conclude(status, isFirst);
    await sleep(pauseMs);
  }
}

async function look(plan: Plan, isStarting: boolean): Promise<Status> {
  const authority = authorityPath(plan);
  const results = await Promise.all(plan.facts.checks.map((check) => probe(check, authority)));
  return statusOf(plan, results, await observe(plan), isStarting);
}

async function publish(plan: Plan, status: Status): Promise<void> {
  await writeDurably(runtime.status, JSON.stringify(status));
  await writePages(plan.facts.pages, status);
}

async function conclude(status: Status, isFirst: boolean): Promise<number> {
  if (isFirst) await announce(describeStatus(status));
  return status.state === 'healthy' ? 0 : 1;
}

async function readPlan(): Promise<Plan> {
  const plan = await readJson(runtime.plan, z.custom<Plan>((value) => typeof value === 'object' && value !== null));
  if (plan === undefined) throw new Error(`${runtime.plan} is missing: bring-up has not run yet (systemctl status pintxo-bring-up)`);
  return plan;
}
