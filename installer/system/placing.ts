/** Files and symbolic links put in their places on the running machine. */
import { chmod, chown, lstat, mkdir, open, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

export type Entry =
  | { readonly kind: 'file'; readonly content: string; readonly mode: number }
  | { readonly kind: 'symlink'; readonly target: string };

/** What lies at the path; undefined where nothing does, or something else than a file or link. */
export async function entryAt(path: string): Promise<Entry | undefined> {
  const status = await lstat(path).catch(() => undefined);
  if (status?.isSymbolicLink() === true) return { kind: 'symlink', target: await readlink(path) };
  if (status?.isFile() !== true) return undefined;
  return { kind: 'file', content: await readFile(path, 'utf8'), mode: status.mode & 0o777 };
}

/** Paths, relative to the folder, of all that lies below it and is no folder; sorted. None where there is no such folder. */
export async function entriesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
}

/** Renames the entry into its place: a service never reads half a file. */
export async function placeEntry(path: string, entry: Entry): Promise<void> {
  const temporary = `${path}.pintxo-new`;
  await mkdir(dirname(path), { recursive: true });
  await rm(temporary, { force: true });
  if (entry.kind === 'symlink') await symlink(entry.target, temporary);
  else {
    // Nobody else reads it before it has its mode.
    await writeFile(temporary, entry.content, { mode: 0o600 });
    await chmod(temporary, entry.mode);
  }
  await rename(temporary, path);
}

/** Makes the folder of a path below `root`, and those above it, with owners and modes as the machine itself has them. */
export async function mirrorFolders(root: string, path: string): Promise<void> {
  const folder = dirname(path);
  if (folder === '/' || (await lstat(join(root, folder)).catch(() => undefined)) !== undefined) return;
  await mirrorFolders(root, folder);
  await mkdir(join(root, folder));
  const own = await lstat(folder).catch(() => undefined);
  if (own?.isDirectory() !== true) return;
  await chown(join(root, folder), own.uid, own.gid);
  await chmod(join(root, folder), own.mode & 0o7777);
}

/** Removes a folder and all that is in it; harmless where there is none. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Removes a file; when it returns, a power cut does not bring it back. Harmless where there is none. */
export async function removeDurably(path: string): Promise<void> {
  await rm(path, { force: true });
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  await folder?.sync();
  await folder?.close();
}

/** Removes a file or link; harmless where there is none. */
export async function removeEntry(path: string): Promise<void> {
  await rm(path, { force: true });
}
