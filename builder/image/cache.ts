/**
 * Content-addressed store of stage outputs: `<cache>/<stage>/<key>`. The key covers the stage's description, the
 * content of its files and the keys of the stages it needs, so an unchanged stage is never run again.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { digestFiles } from '../system/digest.ts';
import { exists, listFolder, modifiedAt, removeTree } from '../system/files.ts';
import { folders, repository } from '../system/paths.ts';
import type { Stage, StageName } from './stage.ts';

export type StageKeys = ReadonlyMap<StageName, string>;

/** Hexadecimal key of a stage, given the keys of the stages before it; `root` is where its files lie. */
export async function keyOf(stage: Stage, earlier: StageKeys, root = repository): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(stage));
  hash.update(await digestFiles(root, stage.files));
  for (const name of stage.needs) hash.update(`${name}=${earlier.get(name)}`);
  return hash.digest('hex').slice(0, 24);
}

export function outputFolder(name: StageName, key: string): string {
  return join(folders.cache, name, key);
}

export function isCached(name: StageName, key: string): boolean {
  return exists(outputFolder(name, key));
}

/** Removes all but the newest outputs of a stage. */
export async function prune(name: StageName, keep: number): Promise<void> {
  const folder = join(folders.cache, name);
  const outputs = (await listFolder(folder)).map((entry) => join(folder, entry));
  const newestFirst = outputs.sort((one, other) => modifiedAt(other) - modifiedAt(one));
  for (const output of newestFirst.slice(keep)) await removeTree(output);
}
