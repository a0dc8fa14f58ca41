/** Digests of files and folders: names, modes, link targets and content, in a fixed order. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 (hexadecimal) over the given files and folders below `root`. */
export async function digestFiles(root: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of [...paths].sort()) {
    for (const file of await filesBelow(root, path)) hash.update(`${file}\0${await digestEntry(join(root, file))}\n`);
  }
  return hash.digest('hex');
}

/** SHA-256 (hexadecimal) of one file's content, read as a stream. */
export async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function filesBelow(root: string, path: string): Promise<string[]> {
  const status = await lstat(join(root, path));
  if (!status.isDirectory()) return [path];
  const entries = (await readdir(join(root, path))).sort();
  const below = await Promise.all(entries.map((entry) => filesBelow(root, join(path, entry))));
  return below.flat();
}

async function digestEntry(path: string): Promise<string> {
  const status = await lstat(path);
  if (status.isSymbolicLink()) return `link ${await readlink(path)}`;
  const content = createHash('sha256').update(await readFile(path)).digest('hex');
  // Only the executable bit: a checkout's umask must not change the image.
  return `${(status.mode & 0o100) === 0 ? 'file' : 'program'} ${content}`;
}
