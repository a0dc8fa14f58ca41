/** Files that are complete on the disk, or not there: written beside, flushed, renamed. */
import { copyFile, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

export async function writeDurably(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Two processes may write the same file at once: the last one's stays, whole.
  const temporary = `${path}.${process.pid}.part`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await publish(temporary, path);
}

export async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const temporary = `${to}.part`;
  // By the kernel: a hundred megabytes that pass through here cost a small processor seconds.
  await copyFile(from, temporary);
  await publish(temporary, to);
}

async function publish(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
