/** `pintxo health`: looks, writes the status down, and says by its exit status whether all is well. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Plan } from '../../builder/plan/plan.ts';
import type { Status } from '../../templates/contract.ts';
import { authorityPath, observe } from '../health/observe.ts';
import { checksOf } from '../health/carrier.ts';
import { writePages } from '../health/pages.ts';
import { noteForeignFiles } from '../health/foreign-files.ts';
import { probe } from '../health/probe.ts';
import { statusScreen } from '../health/screen.ts';
import { tellElsewhere } from '../health/tell.ts';
import { type CheckResult, describeStatus, isVersionGood, statusOf } from '../health/verdict.ts';
import { readJson } from '../system/json.ts';
import { runtime } from '../system/paths.ts';
import { writeDurably } from '../system/durable.ts';
import { nodeAddresses } from '../../templates/topology.ts';
import { zonesOf } from '../../builder/site/zones.ts';
import { announceBesideScreen, drawOnScreen } from '../ui/console.ts';
import { readRelease } from './machine-site.ts';

const pauseMs = 1000;
// Services that are up answer within this; what takes longer is waited for elsewhere.
const startPatienceSeconds = 20;

/**
 * Waits up to `waitSeconds` for the machine to become healthy; 0 looks once. Exit status 0 says that the version that
 * runs does its work: what is broken in the machine is told, but waiting or another version would not mend it.
 */
export async function health(waitSeconds: number): Promise<number> {
  // Not while people wait for the machine: to open the EFI partition takes its time.
  if (waitSeconds === 0) await noteForeignFiles().catch((error: unknown) => void console.error(String(error)));
  const { status, isGood } = await look(waitSeconds, true);
  if (waitSeconds > 0) await announceBesideScreen(describeStatus(status));
  else await tellElsewhere(status);
  return isGood ? 0 : 1;
}

/**
 * The look at the end of bring-up, by its own process: to start another one costs a small processor seconds. Where the
 * version does its work it says how the machine is and leaves a mark; else it says nothing, and `pintxo-health.service` waits on.
 */
export async function healthAtStart(): Promise<void> {
  const { status, isGood } = await look(startPatienceSeconds, false);
  if (!isGood) return;
  await announceBesideScreen(describeStatus(status));
  await writeDurably(runtime.foundHealthy, '');
}

// What is not good in the end is only settled, and no longer being looked at, where nobody goes on waiting.
async function look(waitSeconds: number, settlesAtEnd: boolean): Promise<{ status: Status; isGood: boolean }> {
  const isFirst = waitSeconds > 0;
  const plan = await readPlan();
  const deadline = Date.now() + waitSeconds * 1000;
  if (isFirst) await publish(plan, statusOf(plan, [], await observe(plan), true));
  for (;;) {
    const results = await probeAll(plan);
    const isGood = isVersionGood(results);
    const isLast = isGood || Date.now() >= deadline;
    const status = statusOf(plan, results, await observe(plan), isFirst && !isGood && !(isLast && settlesAtEnd));
    await publish(plan, status);
    if (isLast) return { status, isGood };
    await sleep(pauseMs);
  }
}

async function probeAll(plan: Plan): Promise<CheckResult[]> {
  const authority = authorityPath(plan);
  const { carrier } = await readRelease();
  return Promise.all(checksOf(carrier, plan.facts.checks).map((check) => probe(check, authority)));
}

async function publish(plan: Plan, status: Status): Promise<void> {
  await writeDurably(runtime.status, JSON.stringify(status));
  await writePages(plan.facts.pages, status);
  await drawOnScreen((size) => statusScreen(status, reachableAt(plan), size, true));
}

function reachableAt({ site, machine }: Plan): string[] {
  return nodeAddresses({ site, machine, zones: zonesOf(site) });
}

export async function readPlan(): Promise<Plan> {
  const plan = await readJson(runtime.plan, z.custom<Plan>((value) => typeof value === 'object' && value !== null));
  if (plan === undefined) throw new Error(`${runtime.plan} is missing: bring-up has not run yet (systemctl status pintxo-bring-up)`);
  return plan;
}
