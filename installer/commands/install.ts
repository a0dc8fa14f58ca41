/** `pintxo install` on the stick: look, decide, do, tell. */
import { createHash } from 'node:crypto';
import { formatProblems, type Problem } from '../../builder/report/problems.ts';
import { modules } from '../../templates/registry.ts';
import { askForKey } from '../execute/ask-for-key.ts';
import { learnFrom, recallMemory } from '../execute/consent-memory.ts';
import { handOver } from '../execute/hand-over.ts';
import { isKeyOf } from '../execute/key-verifier.ts';
import { executePlan } from '../execute/plan.ts';
import { lookAround } from './look-around.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { decideStick, type StickDecision, type StickSite } from '../plan/decide-stick.ts';
import { describeDecision } from '../plan/describe.ts';
import { endingOf, type Ending } from '../plan/endings.ts';
import { againBy, type KeyVerifier } from '../plan/stick-memory.ts';
import { endingAfter, endingAfterFailure, onlyInstallation, type StickWork, withKey, workFor } from '../plan/stick-work.ts';
import { valuesIn } from '../plan/stick-secrets.ts';
import { run } from '../system/command.ts';
import { askAtConsoles } from '../system/console-answers.ts';
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
  const isRid = await stick.secrets.finishRemoving();
  const given = valuesIn(await stick.secrets.read(), modules);
  const faces = await openFaces({ stick, secrets: () => given });
  if (isRid) await faces.tell({ kind: 'said', lines: ['secrets.yaml, which a machine has taken over, is gone from the stick.'] });
  const again = await readAgain(stick, inventory);
  let { ending, keys } = await installAndTell(stick, inventory, faces, again);
  while (keys.length > 0) {
    await awaitKey(keys, faces);
    // Hours may have passed.
    ({ ending, keys } = await installAndTell(stick, await lookAround(), faces, { isAllowed: true }));
  }
  if (!ending.restart) return stayOn(stick, faces);
  await faces.close();
  await stick.close();
  await restart();
  return 0;
}

/** One more installation than the stick has left. */
interface Again {
  readonly isAllowed: boolean | 'begun';
  readonly word?: string | undefined;
}

// A word counts once.
async function readAgain(stick: Stick, inventory: Inventory): Promise<Again> {
  const word = await stick.readAgain();
  const isAllowed = againBy(word, await recallMemory(stick), inventory);
  return isAllowed === false ? { isAllowed } : { isAllowed, word };
}

interface Ended {
  readonly ending: Ending;
  /** Who types one of these may go on. */
  readonly keys: readonly KeyVerifier[];
}

async function installAndTell(stick: Stick, inventory: Inventory, faces: Faces, again: Again): Promise<Ended> {
  const ended = await installWith(stick, inventory, faces, again);
  await faces.tell({ kind: 'ended', outcome: ended.ending.outcome, lastWords: ended.ending.lastWords });
  return ended;
}

async function awaitKey(keys: readonly KeyVerifier[], faces: Faces): Promise<void> {
  const isAnswer = async (line: string): Promise<boolean> => {
    if (line.trim() === '') return false;
    const isRight = (await Promise.all(keys.map((key) => isKeyOf(line, key)))).includes(true);
    const answer = isRight ? 'That is the recovery key of the machine that this stick has installed: it goes on.' : 'That is not the recovery key. Nothing was changed; type it again, or switch the machine off.';
    await faces.tell({ kind: 'said', lines: [answer] });
    return isRight;
  };
  await askAtConsoles({ question: 'Recovery key:', seconds: 0, isAnswer, pauseAfter: () => 1 });
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
  readonly inventory: Inventory;
  readonly word: string | undefined;
}

async function installWith(stick: Stick, inventory: Inventory, faces: Faces, again: Again): Promise<Ended> {
  const warn = (line: string): void => void faces.tell({ kind: 'said', lines: [line] });
  let known: Decided;
  try {
    known = await lookAndDecide(stick, inventory, faces, again);
  } catch (error) {
    await tellFailure(error, faces);
    const disk = onlyInstallation(inventory);
    return { ending: endingAfterFailure(disk !== undefined && (await handOver(disk, warn))), keys: [] };
  }
  try {
    return { ending: await carryOut(stick, known, workFor(known.decided, inventory), faces, warn), keys: keysOf(known) };
  } catch (error) {
    await tellFailure(error, faces);
    return { ending: endingOf('failed'), keys: [] };
  }
}

function keysOf({ decided }: Decided): readonly KeyVerifier[] {
  return decided.kind === 'decided' && decided.decision.verdict === 'refuse' ? (decided.decision.keys ?? []) : [];
}

async function lookAndDecide(stick: Stick, inventory: Inventory, faces: Faces, { isAllowed, word }: Again): Promise<Decided> {
  const release = await readRelease();
  await faces.tell({ kind: 'started', version: release.version });
  if (stick.obstacle !== undefined) await faces.tell({ kind: 'said', lines: [`${stick.obstacle}: its logs are gone when the machine is switched off.`] });
  await stick.write('inventory.json', `${JSON.stringify(inventory, null, 2)}\n`);
  const site = await readStickSite(stick, faces);
  const decided = decideStick(site, inventory, modules, release, { memory: await recallMemory(stick), again: isAllowed });
  await tellDecision(decided, inventory, faces);
  // Where nothing keeps it, the disks say so themselves as long as they answer.
  if (site !== undefined) await learnFrom(stick, site.digest, inventory).catch(() => undefined);
  return { site, decided, inventory, word };
}

async function tellFailure(error: unknown, faces: Faces): Promise<void> {
  await faces.tell({ kind: 'problem', problem: messageOf(error), remedies: ['Start the stick again: the installation goes on or starts over, and nothing half-made is ever started.'] });
}

async function readStickSite(stick: Stick, faces: Faces): Promise<StickSite | undefined> {
  const bytes = await stick.readSite((line) => void faces.tell({ kind: 'said', lines: [line] }));
  return bytes && { bytes, digest: createHash('sha256').update(bytes).digest('hex'), signature: await stick.readSignature(), secrets: await stick.secrets.read() };
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
  if (decided.given !== undefined && decided.given.words.length > 0) await faces.tell({ kind: 'said', lines: decided.given.words });
  if (decision.verdict === 'refuse') await faces.tell({ kind: 'problem', problem: decision.problem, remedies: decision.remedies });
}

// The screen shows these one by one, where the picture of every line would not fit.
async function tellProblems(problems: readonly Problem[], faces: Faces): Promise<void> {
  for (const { file, line, path, message, remedy } of problems) {
    await faces.tell({ kind: 'problem', problem: `${file} line ${line}${path === '' ? '' : ` (${path})`}: ${message}`, remedies: [remedy] });
  }
}

async function carryOut(stick: Stick, { site, decided, inventory, word }: Decided, decidedWork: StickWork, faces: Faces, warn: (line: string) => void): Promise<Ending> {
  const key = await askedKey(decidedWork, faces);
  const work = key === undefined ? decidedWork : withKey(decidedWork);
  const { plan, handOver: disk } = work;
  if (plan !== undefined && decided.kind === 'decided' && site !== undefined) {
    try {
      const context = await installContext(stick, decided, plan, site, { inventory, word }, faces);
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
