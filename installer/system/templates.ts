/** Reads the modules' template files from disk. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { TemplateFile, TemplateSources } from '../../builder/render/render.ts';

/** Template files by module name; `directory` is templates/, or where an image keeps its copy. */
export async function loadTemplates(directory: string): Promise<TemplateSources> {
  const entries = await readdir(directory, { withFileTypes: true });
  const modules = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  const loaded = modules.map(async (module) => [module, await loadFiles(join(directory, module, 'files'))] as const);
  return new Map(await Promise.all(loaded));
}

async function loadFiles(root: string): Promise<TemplateFile[]> {
  const paths = (await filesBelow(root)).sort();
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path),
      content: decode(await readFile(path), path),
      executable: ((await stat(path)).mode & 0o100) !== 0,
    })),
  );
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : Promise.resolve([path]);
  });
  return (await Promise.all(nested)).flat();
}

// Binary files would be damaged by decoding; an image's overlays carry these.
function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${path} is not text; binary files belong into overlays/`);
  }
}
