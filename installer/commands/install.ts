/** `pintxo install` on the stick: look, decide, do, tell. */
import { createHash } from 'node:crypto';
import { formatProblems, type Problem } from '../../builder/report/problems.ts';
import { modules } from '../../templates/registry.ts';
import { askForKey } from '../execute/ask-for-key.ts';
import { handOver } from '../execute/hand-over.ts';
import { executePlan } from '../execute/plan.ts';
import { lookAround } from './look-around.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { decideStick, type StickDecision, type StickSite } from '../plan/decide-stick.ts';
import { describeDecision } from '../plan/describe.ts';
import { endingOf, type Ending } from '../plan/endings.ts';
import { endingAfter, endingAfterFailure, onlyInstallation, type StickWork, withKey, workFor } from '../plan/stick-work.ts';
import { run } from '../system/command.ts';
import { openStick, type Stick } from '../system/stick.ts';
import type { Faces } from '../ui/events.ts';
import { openFaces } from '../ui/faces.ts';
import { startStickNetwork } from '../system/network.ts';
import { readRelease } from './machine-site.ts';
import { installContext } from './install-context.ts';

export async function install(): Promise<number> {
  const network = startStickNetwork();
  network.catch(() => undefined);
  const inventory = await lookAround();
  const stick = await openOrGoOn(inventory);
  const faces = await openFaces({ stick });
  const ending = await installWith(stick, inventory, faces);
  await faces.tell({ kind: 'ended', outcome: ending.outcome, lastWords: ending.lastWords });
  if (!ending.restart) return stayOn(stick, faces);
  await faces.close();
  await stick.close();
  await restart();
  return 0;
}

// By force: the stick's own system has nothing to save, and what was installed is written out.
async function restart(): Promise<void> {
  await run({ title: 'restarting', file: 'systemctl', args: ['--force', 'reboot'] });
}

// A stick that was forgotten, and has become bad, must not stop a machine that is installed.
async function openOrGoOn(inventory: Inventory): Promise<Stick> {
  try {
    return await openStick(inventory);
  } catch (error) {
    const disk = onlyInstallation(inventory);
    if (disk !== undefined && (await handOver(disk, console.error))) await restart();
    throw error;
  }
}

// Whoever comes to look, on the screen or with a browser, is told why; the stick may be pulled out meanwhile.
async function stayOn(stick: Stick, faces: Faces): Promise<never> {
  const shown = faces.remain();
  await stick.close();
  return shown;
}

interface Decided {
  readonly site: StickSite | undefined;
  readonly decided: StickDecision;
}

async function installWith(stick: Stick, inventory: Inventory, faces: Faces): Promise<Ending> {
  const warn = (line: string): void => void faces.tell({ kind: 'said', lines: [line] });
  let known: Decided;
  try {
    known = await lookAndDecide(stick, inventory, faces);
  } catch (error) {
    await tellFailure(error, faces);
    const disk = onlyInstallation(inventory);
    return endingAfterFailure(disk !== undefined && (await handOver(disk, warn)));
  }
  try {
    return await carryOut(stick, known, workFor(known.decided, inventory), faces, warn);
  } catch (error) {
    await tellFailure(error, faces);
    return endingOf('failed');
  }
}

async function lookAndDecide(stick: Stick, inventory: Inventory, faces: Faces): Promise<Decided> {
  const release = await readRelease();
  await faces.tell({ kind: 'started', version: release.version });
  if (stick.obstacle !== undefined) await faces.tell({ kind: 'said', lines: [`${stick.obstacle}: its logs are gone when the machine is switched off.`] });
  await stick.write('inventory.json', `${JSON.stringify(inventory, null, 2)}\n`);
  const site = await readStickSite(stick, faces);
  const decided = decideStick(site, inventory, modules, release);
  await tellDecision(decided, inventory, faces);
  return { site, decided };
}

async function tellFailure(error: unknown, faces: Faces): Promise<void> {
  await faces.tell({ kind: 'problem', problem: messageOf(error), remedies: ['Start the stick again: the installation goes on or starts over, and nothing half-made is ever started.'] });
}

async function readStickSite(stick: Stick, faces: Faces): Promise<StickSite | undefined> {
  const bytes = await stick.readSite((line) => void faces.tell({ kind: 'said', lines: [line] }));
  return bytes && { bytes, digest: createHash('sha256').update(bytes).digest('hex'), signature: await stick.readSignature() };
}

async function tellDecision(decided: StickDecision, inventory: Inventory, faces: Faces): Promise<void> {
  if (decided.kind === 'site-missing') return;
  if (decided.kind === 'plan-broken') return faces.tell({ kind: 'said', lines: decided.messages });
  const problems = decided.kind === 'decided' ? decided.warnings : decided.problems;
  if (problems.length > 0) await faces.tell({ kind: 'said', lines: formatProblems(problems, { colour: false }).split('\n') });
  if (decided.kind !== 'decided') return tellProblems(decided.problems, faces);
  const { site: { site }, decision } = decided;
  await faces.tell({ kind: 'site', name: site.name, domain: site.domain });
  await faces.tell({ kind: 'disks', verdicts: decision.disks });
  await faces.tell({ kind: 'said', lines: describeDecision(decision, inventory) });
  if (decision.verdict === 'refuse') await faces.tell({ kind: 'problem', problem: decision.problem, remedies: decision.remedies });
}

// The screen shows these one by one, where the picture of every line would not fit.
async function tellProblems(problems: readonly Problem[], faces: Faces): Promise<void> {
  for (const { line, path, message, remedy } of problems) {
    await faces.tell({ kind: 'problem', problem: `site.yaml line ${line}${path === '' ? '' : ` (${path})`}: ${message}`, remedies: [remedy] });
  }
}

async function carryOut(stick: Stick, { site, decided }: Decided, decidedWork: StickWork, faces: Faces, warn: (line: string) => void): Promise<Ending> {
  const key = await askedKey(decidedWork, faces);
  const work = key === undefined ? decidedWork : withKey(decidedWork);
  const { plan, handOver: disk } = work;
  if (plan !== undefined && decided.kind === 'decided' && site !== undefined) {
    try {
      const context = await installContext(stick, decided, plan, site, faces);
      context.work.recoveryKey = key;
      await executePlan(plan, context, stick, faces);
    } catch (error) {
      if (disk === undefined) throw error;
      await tellFailure(error, faces);
      return endingAfterFailure(await handOver(disk, warn));
    }
  }
  return endingAfter(work, disk !== undefined && (await handOver(disk, warn)));
}

// Undefined where nobody need be asked, and where nobody answered.
async function askedKey({ plan }: StickWork, faces: Faces): Promise<string | undefined> {
  return plan?.verdict === 'refresh' && plan.question !== undefined ? askForKey(plan.question, faces) : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
