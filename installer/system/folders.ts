/** Folders on the running machine. */
import { mkdir as make } from 'node:fs/promises';

/** Makes the folder and those above it; harmless where it is. */
export async function mkdir(path: string): Promise<void> {
  await make(path, { recursive: true });
}
