/**
 * The rendered configuration, kept beside the data: the early system puts it in place before anything else starts, so
 * that links, firewall and services need not wait for bring-up, which then only sees to what has changed since.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RenderedFile } from '../../builder/render/render.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { entriesBelow, mirrorFolders, placeEntry } from '../system/placing.ts';

type Files = ReadonlyMap<string, RenderedFile>;

/**
 * Keeps the files below `state` (/var, or where it is mounted) for the next start of the image with this root hash;
 * nothing is written when they are there already. A power cut leaves the old ones, the new ones, or none. Gives the paths of
 * entries that somebody else had put there, which are gone now.
 */
export async function keepPrepared(state: string, files: Files, rootHash: string): Promise<string[]> {
  const kept = join(state, 'lib/pintxo/prepared');
  const mark = `${rootHash} ${digestOf(files)}\n`;
  const isKept = (await readText(join(kept, 'mark'))) === mark;
  const strangers = isKept ? await strangersIn(kept, files) : [];
  if (isKept && strangers.length === 0) return [];
  const fresh = `${kept}.new`;
  await run({ title: 'making room for the configuration', file: 'rm', args: ['-rf', fresh] });
  await run({ title: 'making room for the configuration', file: 'mkdir', args: ['-p', '-m', '0700', fresh] });
  for (const [path, file] of preparable(files)) {
    // They become the machine's own folders again: what these let nobody read must stay so.
    await mirrorFolders(fresh, path);
    await placeEntry(join(fresh, path), file);
  }
  for (const [name, lines] of Object.entries(listsOf(preparable(files)))) await writeDurably(join(fresh, name), lines.map((line) => `${line}\n`).join(''), 0o600);
  await writeDurably(join(fresh, 'rendered.json'), JSON.stringify([...preparable(files).keys()]), 0o600);
  await writeDurably(join(fresh, 'mark'), mark, 0o600);
  const writeOut = { title: 'writing the configuration out', file: 'sync', args: ['--file-system', state] };
  await run(writeOut);
  await run({ title: 'removing the earlier configuration', file: 'rm', args: ['-rf', kept] });
  await run({ title: 'keeping the configuration', file: 'mv', args: ['-T', fresh, kept] });
  await run(writeOut);
  return strangers;
}

/** What the early system copies, and nothing else: see overlays/initrd/usr/lib/pintxo/state/prepared.sh. */
function listsOf(files: Files): { files: string[]; links: string[]; targets: string[] } {
  const entries = [...files].map(([path, file]) => ({ path: path.slice(1), file }));
  const links = entries.flatMap(({ path, file }) => (file.kind === 'symlink' ? [{ path, target: file.target }] : []));
  return {
    files: entries.flatMap(({ path, file }) => (file.kind === 'file' ? [`${createHash('sha256').update(file.content).digest('hex')}  ${path}`] : [])),
    links: links.map(({ path }) => path),
    targets: links.map(({ target }) => target),
  };
}

async function strangersIn(kept: string, files: Files): Promise<string[]> {
  return (await entriesBelow(join(kept, 'etc'))).map((path) => `/etc/${path}`).filter((path) => !files.has(path));
}

/** Nothing is in place before the next start: then bring-up finds everything as if it were the first one. */
export async function forgetPrepared(state: string): Promise<void> {
  await run({ title: 'forgetting the configuration', file: 'rm', args: ['-rf', join(state, 'lib/pintxo/prepared')] });
}

// What lies elsewhere is for bring-up to place.
function preparable(files: Files): Files {
  return new Map([...files].filter(([path]) => path.startsWith('/etc/')));
}

function digestOf(files: Files): string {
  return createHash('sha256').update(JSON.stringify([...files])).digest('hex');
}
