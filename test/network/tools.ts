/** Where Debian's own programs are, as the image has them. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folders } from '../../builder/system/paths.ts';

/** The tree that PINTXO_TOOLS_ROOT names, else the one of the newest build; undefined where there is none. */
export async function toolsRoot(): Promise<string | undefined> {
  return process.env['PINTXO_TOOLS_ROOT'] ?? (await newestTree(join(folders.cache, 'packages')));
}

async function newestTree(packages: string): Promise<string | undefined> {
  const names = await readdir(packages).catch(() => []);
  const trees = names.map(async (name) => {
    const tree = join(packages, name, 'tree');
    return { tree, time: await stat(tree).then(({ mtimeMs }) => mtimeMs, () => 0) };
  });
  const newest = (await Promise.all(trees)).sort((one, other) => other.time - one.time)[0];
  return newest === undefined || newest.time === 0 ? undefined : newest.tree;
}
