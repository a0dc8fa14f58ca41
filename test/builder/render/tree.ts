/** Compares rendered files with a folder of expected ones. UPDATE_GOLDEN=1 writes the folder instead. */
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { RenderedFile } from '../../../builder/render/render.ts';

export type Files = ReadonlyMap<string, RenderedFile>;

/** Fails on a differing, missing or extra file. */
export async function matchesTree(t: ExecutionContext, files: Files, folder: string): Promise<void> {
  const described = describeFiles(files);
  if (process.env['UPDATE_GOLDEN'] === '1') await writeTree(files, folder);
  const expected = await readTree(folder);
  t.deepEqual(Object.keys(described), Object.keys(expected), `the files in ${folder}; UPDATE_GOLDEN=1 rewrites them`);
  for (const [path, text] of Object.entries(expected)) t.is(described[path], text, path);
}

/** Writes the files below the folder, which is emptied first. */
export async function writeTree(files: Files, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, file] of files) await writeEntry(join(folder, path), file);
}

async function writeEntry(path: string, file: RenderedFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (file.kind === 'symlink') return symlink(file.target, path);
  await writeFile(path, file.content);
  await chmod(path, file.mode);
}

function describeFiles(files: Files): Record<string, string> {
  const entries = [...files].map(([path, file]) => [path, describe(file)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function describe(file: RenderedFile): string {
  return file.kind === 'symlink' ? `symlink to ${file.target}` : `${kindOf(file.mode)}\n${file.content}`;
}

function kindOf(mode: number): string {
  return (mode & 0o100) === 0 ? 'file' : 'program';
}

async function readTree(folder: string): Promise<Record<string, string>> {
  const paths = await filesBelow(folder);
  const entries = paths.map(async (path) => [path.slice(folder.length), await readEntry(path)] as const);
  return Object.fromEntries((await Promise.all(entries)).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Files and links below the folder, links not followed. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return (await Promise.all(below)).flat();
}

async function readEntry(path: string): Promise<string> {
  const target = await readlink(path).catch(() => null);
  if (target !== null) return `symlink to ${target}`;
  return `${kindOf((await stat(path)).mode)}\n${await readFile(path, 'utf8')}`;
}
