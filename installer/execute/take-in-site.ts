/** Looks at what came from outside: from a stick a site.yaml or a new system, from the hypervisor of a guest a site.yaml. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { decideProposal, type ProposalVerdict } from '../plan/decide-proposal.ts';
import { isSealedWith } from '../plan/key-proof.ts';
import type { Given } from '../plan/proofs.ts';
import { siteOf } from '../plan/seed.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { writeDurably } from '../system/durable.ts';
import { readAtMost, readNote, readText, readWhole } from '../system/files.ts';
import { espHandIn, runtime, state } from '../system/paths.ts';
import { findSeed } from '../system/seed.ts';
import { isSignedBy } from '../system/ssh-signature.ts';
import { letGoOf } from './let-go.ts';
import { parkedVersion } from './parked.ts';
import { dropSite, keepSite, readWaiting, refusedSites, rememberTaken, takenSites } from './proposals.ts';

/** What is needed of those who know the site. */
export interface SiteJudge {
  /** SSH keys of the present administrators. */
  presentKeys(): Promise<readonly string[]>;
  /** A picture of the mistakes of a site file; undefined where it has none. */
  mistakesIn(bytes: Uint8Array): Promise<string | undefined>;
  /** Why a site file is meant for another machine; undefined where it may be for this one, or has mistakes. */
  otherIn(bytes: Uint8Array): Promise<string | undefined>;
}

/** No site file comes near this. */
const mostBytes = 2 ** 20;

/**
 * What a stick left on the EFI partition, since it cannot open encrypted data. Nothing happens on a machine where nothing
 * was left; a power cut in between makes it happen again. Gives what people are told.
 */
export async function takeInSite(judge: SiteJudge): Promise<string[]> {
  const version = await parkedVersion('/efi');
  // From now on every start remembers it, also after the stick was taken out.
  if (version !== undefined) await writeDurably(state.parkedSystem, `${version}\n`);
  const bytes = await readAtMost(espHandIn, mostBytes);
  if (bytes === undefined) return [];
  const said = bytes === 'too-large' ? ['A stick left a site.yaml that is far too large. It is not taken over.'] : await settle(bytes, judge);
  await letGoOf([espHandIn, `${espHandIn}.sig`, `${espHandIn}.seal`]);
  return said;
}

async function settle(bytes: Uint8Array, judge: SiteJudge): Promise<string[]> {
  const digest = digestOf(bytes);
  await rememberPresent();
  const given = await givenWith(bytes, judge);
  const proposal = { digest, given, mistakes: await judge.mistakesIn(bytes), other: given.signed ? await judge.otherIn(bytes) : undefined };
  const verdict = decideProposal(proposal, { encrypted: await isEncryptedMachine(), present: await presentSite(), taken: await takenSites(), refused: await refusedSites() });
  if (verdict.verdict === 'take') await takeSite(bytes);
  if (verdict.verdict === 'wait') await keepSite({ bytes, digest, words: verdict.words });
  return wordsOf(verdict);
}

async function givenWith(bytes: Uint8Array, judge: SiteJudge): Promise<Given> {
  const [signature, seal] = [await readAtMost(`${espHandIn}.sig`, mostBytes), await readNote(`${espHandIn}.seal`)];
  const signed = signature !== undefined && signature !== 'too-large' && (await isSignedBy(await judge.presentKeys(), bytes, signature));
  return { signed, allowed: false, keyTyped: isSealedWith((await readText(join(state.recovery, 'key')))?.trim(), bytes, seal) };
}

function wordsOf({ verdict, words }: ProposalVerdict): string[] {
  if (verdict === 'take') return [`The site.yaml that a stick brought is taken over: ${words}.`];
  if (verdict === 'forget') return [`The site.yaml that a stick brought changes nothing: ${words}.`];
  return [`A stick brought a site.yaml, which is not taken over: ${words}. To look at it and allow it: sudo pintxo accept`];
}

/** The site of the machine from now on. What waited is settled with it. */
export async function takeSite(bytes: Uint8Array): Promise<void> {
  const digest = digestOf(bytes);
  await writeDurably(state.site, bytes, 0o600);
  await rememberTaken(digest);
  if ((await readWaiting()).site?.digest === digest) await dropSite();
}

async function presentSite(): Promise<string | undefined> {
  const bytes = await readWhole(state.site);
  return bytes && digestOf(bytes);
}

// Also what was never brought by a stick, such as the site of the installation: a stick that still has it must not bring it back.
async function rememberPresent(): Promise<void> {
  for (const path of [state.site, state.lastGoodSite]) {
    const bytes = await readWhole(path);
    if (bytes !== undefined) await rememberTaken(digestOf(bytes));
  }
}

/** The one of the seed, on a machine that has no site at all: what it was installed with is never replaced, and encrypted data has its own. */
export async function takeInSeed(warn: (line: string) => void): Promise<void> {
  for (const path of [state.site, state.lastGoodSite]) if ((await readWhole(path)) !== undefined) return;
  if (await isEncryptedMachine()) return;
  const bytes = siteOf(await findSeed(), warn);
  if (bytes !== undefined) await writeDurably(state.site, bytes, 0o600);
}

/** Any sign of it counts. */
export async function isEncryptedMachine(): Promise<boolean> {
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  return report?.encrypted === true || (await readText(join(state.recovery, 'key'))) !== undefined;
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
