/** Files that are complete on the disk, or not there: written beside, flushed, renamed, and the rename flushed too. */
import { copyFile, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

type Sync = (path: string) => Promise<void>;

/** When it returns, a power cut takes nothing of it back. `sync` is for tests. */
export async function writeDurably(path: string, content: string | Uint8Array, mode = 0o644, sync: Sync = syncPath): Promise<void> {
  await makeFolder(dirname(path), sync);
  // Two processes may write the same file at once: the last one's stays, whole.
  const temporary = `${path}.${process.pid}.part`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
  await publish(temporary, path, sync);
}

export async function copyDurably(from: string, to: string, sync: Sync = syncPath): Promise<void> {
  await makeFolder(dirname(to), sync);
  const temporary = `${to}.part`;
  // By the kernel: a hundred megabytes that pass through here cost a small processor seconds.
  await copyFile(from, temporary);
  await publish(temporary, to, sync);
}

async function publish(temporary: string, path: string, sync: Sync): Promise<void> {
  await sync(temporary);
  await rename(temporary, path);
  // The name is the folder's, and lasts when the folder is on the disk.
  await sync(dirname(path));
}

async function makeFolder(folder: string, sync: Sync): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  // Each new folder is a name in the one above it.
  for (let made = folder; made.length >= first.length; made = dirname(made)) await sync(dirname(made));
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } catch (error) {
    // Some file systems know no such thing as a folder that is flushed.
    if (!isUnknown(error)) throw error;
  } finally {
    await file.close();
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP');
}
