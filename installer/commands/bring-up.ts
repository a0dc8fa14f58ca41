/** `pintxo bring-up` at every boot, and `pintxo apply` when addresses or site.yaml changed. */
import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../../builder/plan/plan.ts';
import { type Activation, activatePlan } from '../execute/activate.ts';
import { openProposalConsoles } from '../execute/proposal-consoles.ts';
import { endLooseStart } from '../execute/loose-start.ts';
import { forgetPrepared, keepPrepared } from '../execute/prepared.ts';
import { firstAddress } from '../system/addresses.ts';
import { inTurn } from '../system/alone.ts';
import { run } from '../system/command.ts';
import { acknowledgeHandOver, unansweredHandOvers } from '../system/hand-over.ts';
import { readRootHash } from '../system/root-hash.ts';
import { state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { writeDurably } from '../system/durable.ts';
import { announce } from '../ui/console.ts';
import { takeInSeed, takeInSite } from '../execute/take-in-site.ts';
import { healthAtStart } from './health.ts';
import { readySheet } from './recovery.ts';
import { askWhereNothingAnswers, currentRoles, isSilent, isSoughtByDialling, rolesAtStart } from './link-decisions.ts';
import { type MachineSite, planMachine, readMachineSite, readSiteFile, rememberSite, siteJudge } from './machine-site.ts';
import { beginNetworks } from './networks.ts';
import { onlyTell } from './only-tell.ts';
import { rememberUplink } from './uplink.ts';

const addressPatienceMs = 5_000;

export async function bringUp(): Promise<number> {
  // A stick that was here before may have left a site.yaml; opening the EFI partition at every start would cost time.
  if ((await unansweredHandOvers()) !== undefined) await onlyTell(lookAtHandedIn());
  await onlyTell(endLooseStart().then((lines) => (lines.length === 0 ? undefined : announce(lines))));
  await takeInSeed((line) => void announce([line]));
  const read = await readMachineSite((text) => void announce(text.split('\n')));
  await beginNetworks(read.site);
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
  if ((await isSilent(second.site, links)) || (await isSoughtByDialling(second.site))) await onlyTell(lookAgainLater('pintxo-look-for-cables'));
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

/** `pintxo net look`, by the machine itself, a while after a start at which nothing answered outside. */
export async function lookForCables(): Promise<number> {
  const { site } = await readMachineSite((text) => void console.error(text));
  const isAsked = await keepServing(() => askWhereNothingAnswers(site));
  const status = isAsked ? await apply(true) : 0;
  // The unit that runs this still has the usual name.
  if (await isSoughtByDialling(site)) await lookAgainLater(`pintxo-look-for-cables-${Date.now()}`);
  return status;
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

async function lookAtHandedIn(): Promise<void> {
  const said = await takeInSite(siteJudge);
  if (said.length > 0) await announce(said);
  await acknowledgeHandOver();
}

// A machine that nobody answers may be listening on the wrong link: the next start begins by asking them all.
async function prepareNextStart({ site, machine }: Plan, files: Activation['files']): Promise<void> {
  if (await isSilent(site, machine.links)) {
    await writeDurably(state.silentOutside, '');
    return forgetPrepared('/var');
  }
  await removeEntry(state.silentOutside);
  await onlyTell(rememberUplink(machine.links));
  const rootHash = await readRootHash();
  if (rootHash === undefined) return;
  // Those of before would bring back what was changed since, such as a pinhole that was closed.
  const strangers = await inTurn('pintxo-prepare', () => keepPrepared('/var', files, rootHash)).catch(async (error: unknown) => {
    await forgetPrepared('/var');
    throw error;
  });
  if (strangers.length > 0) await announce(['Somebody had put files of their own beside the configuration for the next start. They were not used, and are gone:', ...strangers]);
}

// A modem takes its time to start; by then it should have answered.
async function lookAgainLater(unit: string): Promise<void> {
  const args = ['--collect', `--unit=${unit}`, '--on-active=120', '--timer-property=AccuracySec=5s', '/usr/bin/pintxo', 'net', 'look'];
  await run({ title: 'setting the time to look for cables', file: 'systemd-run', args });
}
