/** `pintxo bring-up` at every boot, and `pintxo apply` when addresses or site.yaml changed. */
import { isDeepStrictEqual } from 'node:util';
import type { Site } from '../../builder/site/site.ts';
import type { Plan } from '../../builder/plan/plan.ts';
import type { RoleLink } from '../../templates/contract.ts';
import { type Activation, activatePlan } from '../execute/activate.ts';
import { observeLinks } from '../execute/observe-links.ts';
import { forgetPrepared, keepPrepared } from '../execute/prepared.ts';
import type { Link } from '../inventory/inventory.ts';
import { captureLinks } from '../inventory/read.ts';
import { isLinkMissing } from '../plan/link-roles.ts';
import { decideRoles } from '../plan/links.ts';
import { isSilentOutside, mayHaveMoved } from '../plan/moved-cable.ts';
import { firstAddress } from '../system/addresses.ts';
import { run } from '../system/command.ts';
import { acknowledgeHandOver, handOversPending } from '../system/hand-over.ts';
import { readText } from '../system/files.ts';
import { linksReady } from '../system/links-ready.ts';
import { readJson } from '../system/json.ts';
import { readRootHash } from '../system/root-hash.ts';
import { state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { writeDurably } from '../system/durable.ts';
import { announce } from '../ui/console.ts';
import { takeInSeed, takeInSite } from '../execute/take-in-site.ts';
import { planMachine, readMachineSite, rememberSite, RoleLinks } from './machine-site.ts';

const addressPatienceMs = 5_000;
const linkPatienceMs = 30_000;

export async function bringUp(): Promise<number> {
  // A stick that was here before may have left a site.yaml; opening the EFI partition at every start would cost time.
  if ((await handOversPending()) > 0) {
    await takeInSite();
    await acknowledgeHandOver();
  }
  await takeInSeed((line) => void announce([line]));
  const read = await readMachineSite((text) => void announce(text.split('\n')));
  const links = await rolesOf(read.site);
  const first = await planMachine(read.site, links);
  const activated = await activatePlan(first);
  await rememberSite(read);
  // A lease usually comes at once: then the first names that anyone is told are the right ones. Nothing depends on it.
  await firstAddress(links, addressPatienceMs);
  const second = await planMachine(read.site, links);
  const { files } = isDeepStrictEqual(first.machine, second.machine) ? activated : await activatePlan(second);
  await run({ title: 'starting to watch', file: 'systemctl', args: ['start', 'pintxo-apply.path', 'pintxo-watch.timer'] });
  await prepareNextStart(second, files);
  return 0;
}

export async function apply(): Promise<number> {
  const read = await readMachineSite((text) => void console.error(text));
  const known = (await readJson(state.links, RoleLinks)) ?? [];
  const plan = await planMachine(read.site, decideRoles(read.site, await captureLinks(), [], known).links);
  const { changed, files } = await activatePlan(plan);
  await rememberSite(read);
  await prepareNextStart(plan, files);
  if (changed.length > 0) console.log(`changed: ${changed.join(', ')}`);
  return 0;
}

// A machine that nobody answers may be listening on the wrong link: the next start begins by asking them all.
async function prepareNextStart({ machine }: Plan, files: Activation['files']): Promise<void> {
  if (isSilentOutside(machine)) {
    await writeDurably(state.silentOutside, '');
    return forgetPrepared('/var');
  }
  await removeEntry(state.silentOutside);
  const rootHash = await readRootHash();
  if (rootHash !== undefined) await keepPrepared('/var', files, rootHash);
}

// Decided once and remembered: a link keeps its role when a cable or the order of the cards changes.
async function rolesOf(site: Site): Promise<RoleLink[]> {
  const known = (await readJson(state.links, RoleLinks)) ?? [];
  const links = await presentLinks(known);
  const first = decideRoles(site, links, [], known);
  const isDoubtful = first.undecided || mayHaveMoved(site, links.filter(({ wireless }) => !wireless), known, (await readText(state.silentOutside)) === undefined);
  const decided = isDoubtful ? decideRoles(site, links, await observeLinks(links), known) : first;
  if (!decided.undecided && decided.links.length > 0) await writeDurably(state.links, JSON.stringify(decided.links, null, 2));
  for (const problem of decided.problems) await announce([problem]);
  return [...decided.links];
}

async function presentLinks(known: readonly RoleLink[]): Promise<Link[]> {
  await linksReady(linkPatienceMs);
  const links = await captureLinks();
  if (!isLinkMissing(links, known)) return links;
  await run({ title: 'waiting for links', file: 'udevadm', args: ['settle', '--timeout=10'] }).catch(() => undefined);
  return captureLinks();
}
