/** How much room there is. */
import { mkdir, statfs } from 'node:fs/promises';

/** Bytes that an ordinary user may still write in the folder, which is made if it is not there. */
export async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
