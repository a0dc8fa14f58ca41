/** Which image runs. */
import { readText } from './files.ts';

/** The hash over the whole root file system, hexadecimal; undefined where the system was not started from an image. */
export async function readRootHash(): Promise<string | undefined> {
  return /\broothash=([0-9a-f]{64})/.exec((await readText('/proc/cmdline')) ?? '')?.[1];
}
