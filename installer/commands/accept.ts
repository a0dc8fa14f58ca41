/** `pintxo accept`: what came from outside without a proof is shown, and taken over when the administrator says so. */
import { plain } from '../../builder/render/plain.ts';
import { closeProposalConsoles } from '../execute/proposal-consoles.ts';
import { dropSystem, readWaiting, refuseSite, type Waiting, type WaitingSite, type WaitingSystem, writeOutState } from '../execute/proposals.ts';
import { takeSite } from '../execute/take-in-site.ts';
import { decideProposal } from '../plan/decide-proposal.ts';
import { type Given, noProof } from '../plan/proofs.ts';
import { tellWaiting } from '../plan/waiting.ts';
import { askLine } from '../system/ask.ts';
import { differenceOf } from '../system/difference.ts';
import { readWhole } from '../system/files.ts';
import { state } from '../system/paths.ts';
import { health } from './health.ts';
import { apply } from './bring-up.ts';
import { mistakesIn } from './machine-site.ts';
import { repair } from './repair.ts';

export interface AcceptOptions {
  readonly list?: boolean;
  readonly refuse?: boolean;
  readonly yes?: boolean;
}

/** Exit status 0: done, or nothing waits; 1: nothing was changed, and why is said. */
export async function accept({ list = false, refuse = false, yes = false }: AcceptOptions): Promise<number> {
  if (process.getuid?.() !== 0) return say('Only an administrator may look at what waits. Nothing was changed. Run: sudo pintxo accept', 1);
  const waiting = await readWaiting();
  const told = tellWaiting(waiting);
  if (told.length === 0) return say('Nothing waits to be accepted.', 0);
  for (const { title, detail } of told) console.log(`${title} was not taken over: ${detail}.`);
  if (list) return 0;
  if (refuse) return refuseAll(waiting);
  const asked = (question: string): Promise<boolean> => (yes ? Promise.resolve(true) : isAllowed(question));
  const outcomes = [await acceptWaitingSite(waiting.site, asked), await acceptWaitingSystem(waiting, asked)];
  await lookAgain();
  return outcomes.every((isDone) => isDone) ? 0 : 1;
}

async function acceptWaitingSite(site: WaitingSite | undefined, asked: (question: string) => Promise<boolean>): Promise<boolean> {
  if (site === undefined) return true;
  for (const line of await siteDifference(site.bytes)) console.log(line);
  if (await saysMistakes(site)) return false;
  if (!(await asked('Take this site.yaml over? [y/N] '))) return say('Nothing was changed; it goes on waiting.', false);
  return acceptSite(site, { ...noProof, allowed: true });
}

async function acceptWaitingSystem({ system }: Waiting, asked: (question: string) => Promise<boolean>): Promise<boolean> {
  if (system === undefined) return true;
  if (system.canBeAccepted === false) return say('That cannot be accepted. Nothing was changed; to throw it away: sudo pintxo accept --refuse', false);
  if (!(await asked(`Let the machine start version ${system.version} from now on all the same? [y/N] `))) return say('Nothing was changed; it goes on waiting.', false);
  return acceptSystem(system);
}

/** Lets the system that was shown be placed, and no other that waits meanwhile, and the TPM be readied for it; the machine starts it the next time. */
export async function acceptSystem({ digest }: Pick<WaitingSystem, 'digest'>): Promise<boolean> {
  return (await repair({ accepted: digest })) === 0;
}

/** Every line that is taken away or added, with its neighbours, as a terminal can show it. */
export async function siteDifference(proposed: Uint8Array): Promise<string[]> {
  const lines = await differenceOf((await readWhole(state.site)) ?? new Uint8Array(), proposed);
  return ['Against the site.yaml of this machine (- is taken away, + is added):', ...(lines.length === 0 ? ['  nothing differs'] : lines.map((line) => `  ${plain(line)}`))];
}

/** Whether it has mistakes, which are told. */
export async function saysMistakes({ bytes }: WaitingSite): Promise<boolean> {
  const mistakes = await mistakesIn(bytes, 'site.yaml');
  if (mistakes === undefined) return false;
  for (const line of [...mistakes.split('\n'), 'It cannot be accepted as it is. Nothing was changed.']) console.log(plain(line));
  return true;
}

/** Takes over the very bytes that were shown, and applies them. */
export async function acceptSite({ bytes, digest }: WaitingSite, given: Given): Promise<boolean> {
  const verdict = decideProposal({ digest, given, mistakes: await mistakesIn(bytes, 'site.yaml') }, { encrypted: true, taken: [], refused: [] });
  if (verdict.verdict !== 'take') return say(`Nothing was changed: ${verdict.words}.`, false);
  await takeSite(bytes);
  await writeOutState();
  console.log(`Taken over: ${verdict.words}.`);
  return (await apply(false)) === 0;
}

async function refuseAll({ site, system }: Waiting): Promise<number> {
  if (site !== undefined) await refuseSite(site.digest);
  if (system !== undefined) await dropSystem(system.digest);
  await writeOutState();
  await lookAgain();
  return say('Refused. The same is not asked about again.', 0);
}

async function isAllowed(question: string): Promise<boolean> {
  const answer = await askLine(question);
  if (answer === undefined) console.log('Nobody can be asked here; --yes says so beforehand.');
  return /^y(es)?$/i.test(answer ?? '');
}

// People look at the status next; what was decided holds, whatever that look finds.
async function lookAgain(): Promise<void> {
  await closeProposalConsoles().catch(console.error);
  await health(0).catch(console.error);
}

function say<Result>(line: string, result: Result): Result {
  console.log(line);
  return result;
}
