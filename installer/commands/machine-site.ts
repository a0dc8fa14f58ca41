/** The site and plan of an installed machine. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { formatProblems } from '../../builder/report/problems.ts';
import { parseSite } from '../../builder/site/parse.ts';
import type { Site } from '../../builder/site/site.ts';
import { planSite, type Plan } from '../../builder/plan/plan.ts';
import { withUplink } from '../../builder/plan/uplink.ts';
import type { Machine, RoleLink } from '../../templates/contract.ts';
import { modules } from '../../templates/registry.ts';
import { captureInventory } from '../inventory/read.ts';
import { namedDisks, whyOther } from '../plan/same-site.ts';
import { rememberTaken } from '../execute/proposals.ts';
import type { SiteJudge } from '../execute/take-in-site.ts';
import { observedAddresses } from '../system/addresses.ts';
import { writeDurably } from '../system/durable.ts';
import { readWhole } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { image, state } from '../system/paths.ts';
import { settleNetworks } from './networks.ts';
import { readLinkNotes } from './uplink.ts';

export const Release = z.object({ version: z.string(), epoch: z.number(), unofficial: z.boolean().optional(), carrier: z.literal('debian').optional() });
export const RoleLinks: z.ZodType<RoleLink[]> = z.array(
  z.object({ role: z.string(), kind: z.enum(['wan', 'lan']), mac: z.string(), path: z.string().optional() }),
);

export interface MachineSite {
  readonly site: Site;
  readonly bytes: Uint8Array;
}

/** The site on the disk or, when a change broke it, the last one that worked. */
export async function readMachineSite(warn: (text: string) => void): Promise<MachineSite> {
  for (const path of [state.site, state.lastGoodSite]) {
    const read = await readSiteFile(path);
    if ('site' in read) return read;
    warn(read.problems);
  }
  throw new Error(`Neither ${state.site} nor ${state.lastGoodSite} can be used; correct the first and start again.`);
}

/** What is wrong with a site file, in words. */
export interface BrokenSite {
  readonly problems: string;
}

/** The site in this file alone, for who has just changed it. */
export async function readSiteFile(path: string): Promise<MachineSite | BrokenSite> {
  const bytes = (await readWhole(path)) ?? new Uint8Array();
  const parsed = parseSite(bytes, path, modules);
  if (!('site' in parsed)) return { problems: formatProblems(parsed.problems, { colour: false }) };
  const contradictions = await contradictionsOf(parsed.site);
  return contradictions === undefined ? { site: parsed.site, bytes } : { problems: contradictions };
}

/** A picture of what is wrong with a site file from elsewhere; undefined where nothing is. */
export async function mistakesIn(bytes: Uint8Array, name: string): Promise<string | undefined> {
  const parsed = parseSite(bytes, name, modules);
  return 'site' in parsed ? contradictionsOf(parsed.site) : formatProblems(parsed.problems, { colour: false });
}

// What only the modules together can tell, such as two that want one port; undefined when they agree.
async function contradictionsOf(site: Site): Promise<string | undefined> {
  const outcome = planSite(site, { links: [], addresses: [] }, modules, await readRelease());
  return outcome.ok ? undefined : outcome.problems.map(({ message }) => message).join('\n');
}

/** For what came from outside. Where the machine has no site that can be read, nobody's signature counts. */
export const siteJudge: SiteJudge = {
  presentKeys: () => readMachineSite(() => undefined).then(({ site }) => site.admin.sshKeys, () => []),
  mistakesIn: (bytes) => mistakesIn(bytes, 'site.yaml'),
  otherIn: async (bytes) => {
    const parsed = parseSite(bytes, 'site.yaml', modules);
    if (!('site' in parsed)) return undefined;
    const present = await readMachineSite(() => undefined);
    // To ask every disk takes seconds.
    const { disks } = namedDisks(parsed.site).length === 0 ? { disks: [] } : await captureInventory();
    return whyOther(parsed.site, present.site, disks);
  },
};

/** Keeps the site that the services were started with, and for good that the machine has had it: no stick may bring it back later. */
export async function rememberSite({ bytes }: MachineSite): Promise<void> {
  const known = await readWhole(state.lastGoodSite);
  if (known !== undefined && Buffer.compare(known, bytes) === 0) return;
  await rememberTaken(createHash('sha256').update(bytes).digest('hex'));
  await writeDurably(state.lastGoodSite, bytes, 0o600);
}

/** The plan for the machine as it is now. */
export async function planMachine(asWritten: Site, cables: readonly RoleLink[]): Promise<Plan> {
  const links = withUplink(asWritten, cables);
  const release = await readRelease();
  const { problems, question } = await readLinkNotes();
  const addresses = await observedAddresses(links);
  const { site, notes } = await settleNetworks(asWritten, { links, addresses });
  const told = [...problems, ...notes];
  const machine: Machine = {
    links,
    addresses,
    ...(told.length === 0 ? {} : { notes: told }),
    ...(question === undefined ? {} : { asksAboutCables: true }),
  };
  const outcome = planSite(site, machine, modules, release);
  if (!outcome.ok) throw new Error(outcome.problems.map((problem) => problem.message).join('\n'));
  return outcome.plan;
}

export async function readRelease(): Promise<z.infer<typeof Release>> {
  const release = await readJson(image.release, Release);
  if (release === undefined) throw new Error(`${image.release} is missing; is this a Pintxo image?`);
  return release;
}
