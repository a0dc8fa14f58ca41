/** What came from outside and waits for a proof: kept with the data, where nothing applies it. */
import { join } from 'node:path';
import { z } from 'zod';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText, readWhole } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { withdrawAccepted } from './refused-system.ts';

const SiteNote = z.object({ digest: z.string(), words: z.string() });
const SystemNote = z.object({ version: z.string(), digest: z.string(), problem: z.string(), remedies: z.array(z.string()), canBeAccepted: z.boolean().optional() });

/** A site.yaml that waits; `words` say why, as in `no key of the present site signed it`. */
export interface WaitingSite extends z.infer<typeof SiteNote> {
  readonly bytes: Uint8Array;
}

/** A system that a stick parked and the running one did not let in; `digest` names the very system. */
export type WaitingSystem = z.infer<typeof SystemNote>;

export interface Waiting {
  readonly site?: WaitingSite | undefined;
  readonly system?: WaitingSystem | undefined;
}

const paths = (folder: string) => ({ site: join(folder, 'site.yaml'), siteNote: join(folder, 'site.json'), refused: join(folder, 'refused') });

export async function readWaiting(folder = state.proposals, system = state.refusedSystem): Promise<Waiting> {
  const { site, siteNote } = paths(folder);
  const [bytes, note] = [await readWhole(site), await readJson(siteNote, SiteNote)];
  return { site: bytes === undefined || note === undefined ? undefined : { ...note, bytes }, system: await readJson(system, SystemNote) };
}

/** The note comes last: without it nothing waits. A later one takes the place of an earlier. */
export async function keepSite({ bytes, ...note }: WaitingSite, folder = state.proposals): Promise<void> {
  const { site, siteNote } = paths(folder);
  await removeEntry(siteNote);
  await writeDurably(site, bytes, 0o600);
  await writeDurably(siteNote, JSON.stringify(note), 0o600);
}

export async function dropSite(folder = state.proposals): Promise<void> {
  const { site, siteNote } = paths(folder);
  await removeEntry(siteNote);
  await removeEntry(site);
}

/** Only the one with this digest: another may have come since it was shown. Where it was allowed once, and not placed, it is no more. */
export async function dropSystem(digest: string, path = state.refusedSystem, accepted = state.acceptedSystems): Promise<void> {
  await withdrawAccepted(digest, accepted);
  if ((await readJson(path, SystemNote))?.digest === digest) await removeEntry(path);
}

/** Digests of the site files that the administrator refused. */
export async function refusedSites(folder = state.proposals): Promise<string[]> {
  return linesOf(await readText(paths(folder).refused));
}

export async function refuseSite(digest: string, folder = state.proposals): Promise<void> {
  await addLine(paths(folder).refused, digest);
  await dropSite(folder);
}

/** Digests of the site files that the machine has had. */
export async function takenSites(): Promise<string[]> {
  return linesOf(await readText(state.takenIn));
}

export async function rememberTaken(digest: string): Promise<void> {
  await addLine(state.takenIn, digest);
}

/** What was written below /var is on the disk, with its names: only then may what it came from be removed. */
export async function writeOutState(): Promise<void> {
  await run({ title: 'writing the data out', file: 'sync', args: ['--file-system', '/var'] });
}

async function addLine(path: string, line: string): Promise<void> {
  const known = linesOf(await readText(path));
  if (!known.includes(line)) await writeDurably(path, [...known, line, ''].join('\n'), 0o600);
}

function linesOf(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => line !== '');
}
