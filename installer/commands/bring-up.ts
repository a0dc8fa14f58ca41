/** `pintxo bring-up` at every boot, and `pintxo apply` when addresses or site.yaml changed. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Site } from '../../builder/site/site.ts';
import type { Plan } from '../../builder/plan/plan.ts';
import type { RoleLink } from '../../templates/contract.ts';
import { type Activation, activatePlan } from '../execute/activate.ts';
import { openProposalConsoles } from '../execute/proposal-consoles.ts';
import { observeLinks } from '../execute/observe-links.ts';
import { forgetPrepared, keepPrepared } from '../execute/prepared.ts';
import type { Link } from '../inventory/inventory.ts';
import { captureLinks } from '../inventory/read.ts';
import { isLinkMissing, withAbsent } from '../plan/link-roles.ts';
import { decideRoles, type LinkDecision } from '../plan/links.ts';
import { askedAbout, isSilentOutside, isWorthAsking, mayHaveMoved } from '../plan/moved-cable.ts';
import { firstAddress, observedAddresses } from '../system/addresses.ts';
import { inTurn } from '../system/alone.ts';
import { run } from '../system/command.ts';
import { acknowledgeHandOver, unansweredHandOvers } from '../system/hand-over.ts';
import { readText } from '../system/files.ts';
import { linksReady } from '../system/links-ready.ts';
import { readJson } from '../system/json.ts';
import { readRootHash } from '../system/root-hash.ts';
import { runtime, state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { writeDurably } from '../system/durable.ts';
import { announce } from '../ui/console.ts';
import { takeInSeed, takeInSite } from '../execute/take-in-site.ts';
import { healthAtStart } from './health.ts';
import { readySheet } from './recovery.ts';
import { type MachineSite, planMachine, readMachineSite, readSiteFile, rememberSite, RoleLinks, siteJudge } from './machine-site.ts';

const addressPatienceMs = 5_000;
const linkPatienceMs = 30_000;

export async function bringUp(): Promise<number> {
  // A stick that was here before may have left a site.yaml; opening the EFI partition at every start would cost time.
  if ((await unansweredHandOvers()) !== undefined) await onlyTell(lookAtHandedIn());
  await takeInSeed((line) => void announce([line]));
  const read = await readMachineSite((text) => void announce(text.split('\n')));
  const { links, first, activated } = await keepServing(async () => {
    const roles = await rolesAtStart(read.site);
    const plan = await planMachine(read.site, roles);
    return { links: roles, first: plan, activated: await activatePlan(plan) };
  });
  await onlyTell(rememberSite(read));
  // A lease usually comes at once: then the first names that anyone is told are the right ones. Nothing depends on it.
  await firstAddress(links, addressPatienceMs);
  const second = await planMachine(read.site, links);
  const { files, refused } = isDeepStrictEqual(first.machine, second.machine) ? activated : await activatePlan(second);
  // What a service refused is for the health to judge; the others serve.
  if (refused.length > 0) await announce(refused.flatMap((text) => text.split('\n')));
  await run({ title: 'starting to watch', file: 'systemctl', args: ['start', 'pintxo-apply.path', 'pintxo-watch.timer'] });
  await onlyTell(prepareNextStart(second, files));
  await onlyTell(openProposalConsoles());
  await onlyTell(readySheet());
  await healthAtStart();
  return 0;
}

/** `automatic`: the machine itself runs it, because addresses changed; it serves on with the last site that worked. */
export async function apply(automatic: boolean): Promise<number> {
  const read = automatic ? await readMachineSite((text) => void console.error(text)) : await readSiteFile(state.site);
  if (!('site' in read)) return refuse(read.problems);
  return applySite(read);
}

function refuse(problems: string): number {
  console.error(problems);
  console.error(`Nothing was changed: the machine goes on as it was. Correct ${state.site}, then run: sudo pintxo apply`);
  return 1;
}

async function applySite(read: MachineSite): Promise<number> {
  const { plan, changed, files, refused } = await keepServing(async () => {
    const current = await planMachine(read.site, await currentRoles(read.site));
    return { plan: current, ...(await activatePlan(current)) };
  });
  if (refused.length === 0) await rememberSite(read);
  await prepareNextStart(plan, files);
  await readySheet();
  for (const text of refused) console.error(text);
  if (changed.length > 0) {
    console.log(`changed: ${changed.join(', ')}`);
    await run({ title: 'looking at the health', file: 'systemctl', args: ['start', '--no-block', 'pintxo-watch.service'] });
  }
  return refused.length === 0 ? 0 : 1;
}

// Asking the links stops the network: after an error nobody else would start it again.
async function keepServing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await run({ title: 'starting the services', file: 'systemctl', args: ['start', 'pintxo.target'] }).catch(() => undefined);
    throw error;
  }
}

// What a stick left, or is kept for later, must not end this start: with a full disk, or odd firmware, the house is served all the same.
async function onlyTell(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => announce(['The start goes on without this:', ...(error instanceof Error ? error.message : String(error)).split('\n')]));
}

async function lookAtHandedIn(): Promise<void> {
  const said = await takeInSite(siteJudge);
  if (said.length > 0) await announce(said);
  await acknowledgeHandOver();
}

// A machine that nobody answers may be listening on the wrong link: the next start begins by asking them all.
async function prepareNextStart({ site, machine }: Plan, files: Activation['files']): Promise<void> {
  if (isSilentOutside(site, machine)) {
    await writeDurably(state.silentOutside, '');
    return forgetPrepared('/var');
  }
  await removeEntry(state.silentOutside);
  const rootHash = await readRootHash();
  if (rootHash === undefined) return;
  // Those of before would bring back what was changed since, such as a pinhole that was closed.
  const strangers = await inTurn('pintxo-prepare', () => keepPrepared('/var', files, rootHash)).catch(async (error: unknown) => {
    await forgetPrepared('/var');
    throw error;
  });
  if (strangers.length > 0) await announce(['Somebody had put files of their own beside the configuration for the next start. They were not used, and are gone:', ...strangers]);
}

// Decided once and remembered: a link keeps its role when a cable or the order of the cards changes.
async function rolesAtStart(site: Site): Promise<RoleLink[]> {
  const known = (await readJson(state.links, RoleLinks)) ?? [];
  const links = await presentLinks(known);
  const first = decideRoles(site, links, [], known);
  const hadAddressOutside = (await readText(state.silentOutside)) === undefined;
  const isDoubtful = first.undecided || mayHaveMoved(site, links.filter(({ wireless }) => !wireless), known, hadAddressOutside);
  return settle(isDoubtful ? await askLinks(site, links, known, false) : first);
}

// The same on a running machine, which does not stop serving in order to ask without a reason.
async function currentRoles(site: Site): Promise<RoleLink[]> {
  const known = (await readJson(state.links, RoleLinks)) ?? [];
  const links = await captureLinks();
  const { undecided, links: roles } = decideRoles(site, withAbsent(links, known), [], known);
  const asked = (await readJson(runtime.asked, z.array(z.string()))) ?? [];
  // One that site.yaml gives tells nothing about where a cable leads.
  const hasAddress = site.network.wan.mode === 'dhcp' && undecided && (await observedAddresses(roles)).length > 0;
  if (!isWorthAsking({ undecided, wired: links, hasAddress, asked })) return [...roles];
  return settle(await askLinks(site, links, known, hasAddress));
}

async function askLinks(site: Site, links: readonly Link[], known: readonly RoleLink[], hasAddress: boolean): Promise<LinkDecision> {
  const observations = await observeLinks(links);
  await writeDurably(runtime.asked, JSON.stringify(askedAbout({ wired: await captureLinks(), hasAddress })));
  return decideRoles(site, links, observations, known);
}

async function settle({ links, undecided, problems }: LinkDecision): Promise<RoleLink[]> {
  if (!undecided && links.length > 0) await onlyTell(writeDurably(state.links, JSON.stringify(links, null, 2)));
  for (const problem of problems) await announce([problem]);
  return [...links];
}

async function presentLinks(known: readonly RoleLink[]): Promise<Link[]> {
  await linksReady(linkPatienceMs);
  const links = await captureLinks();
  if (!isLinkMissing(links, known)) return links;
  await run({ title: 'waiting for links', file: 'udevadm', args: ['settle', '--timeout=10'] }).catch(() => undefined);
  return captureLinks();
}
