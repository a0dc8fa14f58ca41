/** Puts rendered files in their places, and takes away those that are rendered no more. */
import { chmod, lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RenderedFile } from '../../builder/render/render.ts';

/**
 * Makes the machine's files equal to the rendered ones and gives the paths that changed.
 * `earlier` are the paths placed before, in this boot.
 */
export async function placeFiles(files: ReadonlyMap<string, RenderedFile>, earlier: readonly string[]): Promise<string[]> {
  const changed: string[] = [];
  for (const path of earlier) {
    if (files.has(path)) continue;
    await rm(path, { force: true });
    changed.push(path);
  }
  for (const [path, file] of files) {
    if (await isInPlace(path, file)) continue;
    await place(path, file);
    changed.push(path);
  }
  return changed;
}

async function isInPlace(path: string, file: RenderedFile): Promise<boolean> {
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return false;
  if (file.kind === 'symlink') return status.isSymbolicLink() && (await readlink(path)) === file.target;
  return status.isFile() && (status.mode & 0o777) === file.mode && (await readFile(path, 'utf8')) === file.content;
}

// Renamed into place: a service never reads half a file.
async function place(path: string, file: RenderedFile): Promise<void> {
  const temporary = `${path}.pintxo-new`;
  await mkdir(dirname(path), { recursive: true });
  await rm(temporary, { force: true });
  if (file.kind === 'symlink') await symlink(file.target, temporary);
  else {
    await writeFile(temporary, file.content);
    await chmod(temporary, file.mode);
  }
  await rename(temporary, path);
}
