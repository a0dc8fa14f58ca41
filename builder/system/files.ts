/** Files of this computer, for the builder. */
import { constants, existsSync, lstatSync, statSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export function exists(path: string): boolean {
  return existsSync(path);
}

export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** Also by way of a link. */
export function isPlainFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** False for devices, whose size shows nowhere here. */
export function isEmptyFile(path: string): boolean {
  const stat = statSync(path);
  return stat.isFile() && stat.size === 0;
}

export function modifiedAt(path: string): number {
  return statSync(path).mtimeMs;
}

/** Bytes of a file. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

export async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path);
}

/** A file that cannot be read, in words. */
export interface Unread {
  readonly problem: string;
}

const kinds = [
  ['isFIFO', 'a pipe'],
  ['isSocket', 'a socket'],
  ['isCharacterDevice', 'a device'],
  ['isBlockDevice', 'a device'],
  ['isSymbolicLink', 'a symbolic link'],
  ['isDirectory', 'a folder'],
] as const;

/** What lies there that is no plain file, in words; undefined for a file, and where nothing is. Links are not followed. */
export function oddKind(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return kinds.find(([isKind]) => stat?.[isKind]() === true)?.[1];
}

/** Whether opening the path would wait for another program: a pipe with a name, not one that this program was started with. */
export function isNamedPipe(path: string): boolean {
  return existsSync(path) && statSync(path).isFIFO() && !/^\/(dev\/(stdin|fd\/)|proc\/)/.test(resolve(path));
}

/** The first bytes of what a person named, at most `most` of them: it may be a folder, a whole image, or a device without end. */
export async function readStart(path: string, most: number): Promise<Uint8Array | Unread> {
  if (isNamedPipe(path)) return { problem: `${path} is a pipe, and nobody may ever write to it` };
  try {
    return await readUpTo(path, most);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('E')) throw error;
    return { problem: whyUnread[code]?.(path) ?? `${path} cannot be read (${code})` };
  }
}

const whyUnread: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no file ${path}`,
  ENOTDIR: (path) => `there is no file ${path}`,
  EISDIR: (path) => `${path} is a folder`,
  EACCES: (path) => `this user may not read ${path}`,
};

async function readUpTo(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const parts: Uint8Array[] = [];
    for (let left = most; left > 0; left -= parts.at(-1)?.length ?? 0) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(left, 65_536)));
      if (bytesRead === 0) break;
      parts.push(buffer.subarray(0, bytesRead));
    }
    return Buffer.concat(parts);
  } finally {
    await file.close();
  }
}

/** Writes a file, making its folders; the file is complete or absent, never half there. */
export async function writeText(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  await writeFile(temporary, content, { mode });
  await rename(temporary, path);
}

/** Overwrites bytes of a file that exists, from `offset` on. */
export async function writeAt(path: string, offset: number, content: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(content, 0, content.length, offset);
  } finally {
    await file.close();
  }
}

/** Makes a symbolic link, and its folders. */
export async function linkTo(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}

export async function listFolder(path: string): Promise<string[]> {
  return exists(path) ? (await readdir(path)).sort() : [];
}

export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

export async function moveTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}

/** Marks a file or folder as used now. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

/** Copies a file; shares the blocks where the file system can. */
export async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

/** Runs `work` with a new folder that is gone afterwards, whatever happens. */
export async function withTemporaryFolder<Result>(work: (folder: string) => Promise<Result>, parent = tmpdir()): Promise<Result> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'pintxo-'));
  try {
    return await work(folder);
  } finally {
    await removeTree(folder);
  }
}

/** Runs `work` with the umask 022: files and folders get the modes that are asked for, whoever runs it. */
export async function withUsualUmask<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = process.umask(0o022);
  try {
    return await work();
  } finally {
    process.umask(before);
  }
}
