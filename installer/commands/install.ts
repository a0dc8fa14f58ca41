/** `pintxo install` on the stick: look, decide, do, tell. Whatever is decided is written to the stick's logs. */
import { formatProblems } from '../../builder/report/problems.ts';
import { parseSite } from '../../builder/site/parse.ts';
import type { Site } from '../../builder/site/site.ts';
import { modules } from '../../templates/registry.ts';
import { handOver } from '../execute/hand-over.ts';
import { executeStep } from '../execute/install.ts';
import { planId, remainingSteps } from '../execute/journal.ts';
import { captureInventory } from '../inventory/read.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { decideInstall } from '../plan/decide-install.ts';
import { describeDecision } from '../plan/describe.ts';
import { isHalfMade } from '../plan/labels.ts';
import type { InstallPlan } from '../plan/install-plan.ts';
import { run } from '../system/command.ts';
import { openStick, type Stick } from '../system/stick.ts';
import { announce } from '../ui/console.ts';
import { readRelease } from './machine-site.ts';
import { installContext } from './install-context.ts';

export async function install(): Promise<number> {
  const inventory = await captureInventory();
  const stick = await openStick(inventory);
  const say = async (lines: readonly string[]): Promise<void> => {
    await stick.log(lines);
    await announce(lines);
  };
  try {
    const { version } = await readRelease();
    await say([`Pintxo ${version} started from the stick.`]);
    await stick.write('inventory.json', `${JSON.stringify(inventory, null, 2)}\n`);
    const outcome = await decideAndDo(stick, inventory, say);
    // Whoever reads the last words may switch the machine off at once: everything is written down before.
    await stick.write('outcome.json', `${JSON.stringify(outcome, null, 2)}\n`);
    await say(outcome.lastWords);
    await stick.close();
    // By force: the stick's own system has nothing to save, and what was installed is written out.
    if (outcome.restart) await run({ title: 'restarting', file: 'systemctl', args: ['--force', 'reboot'] });
    return outcome.exitStatus;
  } catch (error) {
    await stick.write('outcome.json', `${JSON.stringify({ outcome: 'failed' })}\n`);
    await say(['The installation failed:', ...String(error instanceof Error ? error.message : error).split('\n')]);
    await stick.close();
    return 1;
  }
}

interface Outcome {
  readonly outcome: 'installed' | 'handed-over' | 'refused' | 'site-missing' | 'site-broken' | 'hand-over-failed';
  readonly restart: boolean;
  readonly exitStatus: number;
  /** What the person is told at the end. */
  readonly lastWords: readonly string[];
}

type Say = (lines: readonly string[]) => Promise<void>;

async function decideAndDo(stick: Stick, inventory: Inventory, say: Say): Promise<Outcome> {
  const siteBytes = await stick.readSite();
  if (siteBytes === undefined) return stopped('site-missing', siteMissing);
  const parsed = parseSite(siteBytes, 'site.yaml', modules);
  const problems = 'site' in parsed ? parsed.warnings : parsed.problems;
  if (problems.length > 0) await say(formatProblems(problems, { colour: false }).split('\n'));
  if (!('site' in parsed)) return stopped('site-broken', siteBroken);
  return carryOut(stick, inventory, parsed.site, siteBytes, say);
}

const siteMissing = [
  'There is no site.yaml on the stick. Nothing was written to any disk.',
  'Put the stick into a computer, and put your site.yaml beside README.txt on the drive PINTXO.',
];

const siteBroken = [
  'site.yaml has mistakes. Nothing was written to any disk.',
  'Put the stick into a computer, correct site.yaml on the drive PINTXO, and start again.',
];

async function carryOut(stick: Stick, inventory: Inventory, site: Site, siteBytes: Uint8Array, say: Say): Promise<Outcome> {
  const decision = decideInstall(site, inventory);
  await say(describeDecision(decision, inventory));
  switch (decision.verdict) {
    case 'refuse':
      return stopped('refused', ['Nothing was written to any disk.']);
    case 'boot-on':
      return (await handOver(decision.disk))
        ? { outcome: 'handed-over', restart: true, exitStatus: 0, lastWords: handedOver }
        : stopped('hand-over-failed', handOverFailed);
    case 'install':
      await executePlan(stick, decision, siteBytes, say);
      return { outcome: 'installed', restart: true, exitStatus: 0, lastWords: installed };
  }
}

const installed = ['Installed. The machine restarts from its disk; the stick can be taken out.'];

const handedOver = ['This machine is installed already. It goes on from its disk; the stick can be taken out.'];

const handOverFailed = [
  'This machine is installed, but its firmware started the stick again instead of the disk.',
  'Take the stick out and switch the machine off and on.',
];

function stopped(outcome: Outcome['outcome'], lastWords: readonly string[]): Outcome {
  return { outcome, restart: false, exitStatus: outcome === 'hand-over-failed' ? 0 : 1, lastWords };
}

async function executePlan(stick: Stick, plan: InstallPlan, siteBytes: Uint8Array, say: Say): Promise<void> {
  const context = await installContext(stick, plan, siteBytes, (line) => void say([line]));
  const id = planId(plan.steps, context.image.rootHash, plan.systemDisk.serial ?? plan.systemDisk.path);
  const isResumable = isHalfMade(plan.systemDisk);
  const steps = isResumable ? remainingSteps(plan.steps, await stick.readJournal(), id) : plan.steps;
  for (const [index, step] of steps.entries()) {
    await say([`step ${plan.steps.length - steps.length + index + 1} of ${plan.steps.length}: ${stepTitles[step.kind]}`]);
    await stick.journal({ plan: id, step: step.kind, state: 'started', time: new Date().toISOString() });
    await executeStep(step, context);
    await stick.journal({ plan: id, step: step.kind, state: 'done', time: new Date().toISOString() });
  }
}

const stepTitles: Readonly<Record<InstallPlan['steps'][number]['kind'], string>> = {
  'erase-signatures': 'erasing what was on the disk',
  'partition-disk': 'partitioning the disk and copying the system',
  'seed-state': 'readying /var',
  'write-site': 'writing site.yaml',
  'install-boot-loader': 'installing the boot loader',
  commit: 'marking the disk as installed',
  'register-boot-entry': 'telling the firmware',
};
