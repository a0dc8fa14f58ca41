/** Puts rendered files in their places, and takes away those that are rendered no more. */
import type { RenderedFile } from '../../builder/render/render.ts';
import { type Entry, entryAt, placeEntry, removeEntry } from '../system/placing.ts';

/**
 * Makes the machine's files equal to the rendered ones and gives the paths that changed.
 * `earlier` are the paths placed before, in this boot.
 */
export async function placeFiles(files: ReadonlyMap<string, RenderedFile>, earlier: readonly string[]): Promise<string[]> {
  const gone = earlier.filter((path) => !files.has(path));
  for (const path of gone) await removeEntry(path);
  const placed: string[] = [];
  for (const [path, file] of files) {
    if (isSame(await entryAt(path), file)) continue;
    await placeEntry(path, file);
    placed.push(path);
  }
  return [...gone, ...placed];
}

function isSame(entry: Entry | undefined, file: RenderedFile): boolean {
  if (entry?.kind === 'symlink') return file.kind === 'symlink' && entry.target === file.target;
  return entry?.kind === file.kind && entry.mode === file.mode && entry.content === file.content;
}
