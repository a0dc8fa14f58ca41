/** Texts packed into one file. */
import { mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';

/** Writes a `.tar.gz` that is complete, or not there. `files` are texts by plain names, without folders. */
export async function writeArchive(path: string, files: ReadonlyMap<string, string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-archive-'));
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const temporary = `${path}.part`;
    const names = [...files.keys()].sort();
    await run({ title: `packing ${path}`, file: 'tar', args: ['--create', '--gzip', '--owner=0', '--group=0', `--file=${temporary}`, `--directory=${folder}`, '--', ...names] });
    await flush(temporary);
    await rename(temporary, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
