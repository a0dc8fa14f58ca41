/** Which link has which role on this machine: decided, asked where that is in doubt, and remembered. */
import { z } from 'zod';
import type { Site } from '../../builder/site/site.ts';
import type { RoleLink } from '../../templates/contract.ts';
import { observeLinks } from '../execute/observe-links.ts';
import type { Link } from '../inventory/inventory.ts';
import { captureLinks } from '../inventory/read.ts';
import { idOf, portsOf } from '../plan/link-id.ts';
import { isLinkMissing, withAbsent } from '../plan/link-roles.ts';
import { decideRoles, type LinkDecision } from '../plan/links.ts';
import { askedAbout, isSilentOutside, isWorthAsking, isWorthLooking, mayHaveMoved } from '../plan/moved-cable.ts';
import { announcedLinks } from '../system/announced.ts';
import { observedAddresses } from '../system/addresses.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { linksReady } from '../system/links-ready.ts';
import { runtime, state } from '../system/paths.ts';
import { announce } from '../ui/console.ts';
import { RoleLinks } from './machine-site.ts';
import { onlyTell } from './only-tell.ts';
import { noteAgain, noteLinks, readUplinkMemory } from './uplink.ts';

const linkPatienceMs = 30_000;
// A house is waiting.
const shortPatienceMs = 8_000;

// Decided once and remembered: a link keeps its role when a cable or the order of the cards changes.
export async function rolesAtStart(site: Site): Promise<RoleLink[]> {
  const known = await knownRoles();
  const links = await presentLinks(known);
  const first = decideRoles(site, links, [], known, await readUplinkMemory());
  const hadAddressOutside = (await readText(state.silentOutside)) === undefined;
  const isDoubtful = first.undecided || mayHaveMoved(site, portsOf(site, links), known, hadAddressOutside);
  return settle(isDoubtful ? await askLinks(site, links, known, false) : first);
}

// The same on a running machine, which does not stop serving in order to ask without a reason.
export async function currentRoles(site: Site): Promise<RoleLink[]> {
  const known = await knownRoles();
  const links = await captureLinks();
  const decision = decideRoles(site, withAbsent(links, known), [], known);
  const { undecided, links: roles } = decision;
  const asked = (await readJson(runtime.asked, z.array(z.string()))) ?? [];
  // One that site.yaml gives tells nothing about where a cable leads.
  const hasAddress = site.network.wan.mode === 'dhcp' && undecided && (await observedAddresses(roles)).length > 0;
  if (!isWorthAsking({ undecided, wired: links, hasAddress, asked })) {
    await noteAgain(decision, !(await isSilent(site, roles)));
    return [...roles];
  }
  return settle(await askLinks(site, links, known, hasAddress));
}

/**
 * Where nothing answers outside, asks the other ports: a machine that moved house may have its cables swapped. Whether
 * there was anything to ask.
 */
export async function askWhereNothingAnswers(site: Site): Promise<boolean> {
  const known = await knownRoles();
  const links = await captureLinks();
  const { links: roles, undecided } = decideRoles(site, withAbsent(links, known), [], known);
  const isSought = undecided && isDialledSite(site);
  if (!isSought && (!(await isSilent(site, roles)) || !isWorthLooking(site, portsOf(site, links), known))) return false;
  await settle(await askLinks(site, links, known, false, shortPatienceMs));
  return true;
}

/** Whether nobody answers on the link that leads outside. */
export async function isSilent(site: Site, links: readonly RoleLink[]): Promise<boolean> {
  return isSilentOutside(site, { links, addresses: await observedAddresses(links), announced: await announcedLinks() });
}

/** Whether the way outside is still sought by dialling: a modem takes its time, and no lease tells when it is there. */
export async function isSoughtByDialling(site: Site): Promise<boolean> {
  return isDialledSite(site) && decideRoles(site, await captureLinks(), [], await knownRoles()).undecided;
}

function isDialledSite({ network: { wan } }: Site): boolean {
  return wan.pppoe !== undefined;
}

async function knownRoles(): Promise<RoleLink[]> {
  return (await readJson(state.links, RoleLinks)) ?? [];
}

async function askLinks(site: Site, links: readonly Link[], known: readonly RoleLink[], hasAddress: boolean, patienceMs?: number): Promise<LinkDecision> {
  const observations = await observeLinks(portsOf(site, links), { vlan: site.network.wan.vlan, isDialled: isDialledSite(site), patienceMs });
  // Early in a start links are down, and only now show whether they have a cable.
  const seen = await captureLinks();
  await writeDurably(runtime.asked, JSON.stringify(askedAbout({ wired: seen, hasAddress })));
  const upToDate = links.map((link) => seen.find((other) => idOf(other) === idOf(link)) ?? link);
  return decideRoles(site, upToDate, observations, known, await readUplinkMemory());
}

async function settle(decision: LinkDecision): Promise<RoleLink[]> {
  const { links, undecided, problems } = decision;
  await noteLinks(decision);
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
