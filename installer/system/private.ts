/** Secrets that a program must be given as a file: in memory only, readable by root only, for as short as possible. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(path, { force: true });
  await writeFile(path, content, { mode: 0o600 });
}

export async function removePrivate(path: string): Promise<void> {
  await rm(path, { force: true });
}
