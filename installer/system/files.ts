/** Reads files of the running machine. */
import { appendFile, open, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Undefined where the file is missing or cannot be read (sysfs refuses some reads by design). */
export async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** All bytes of a file; undefined where it is missing. */
export async function readWhole(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch(() => undefined);
}

// Far more than a version, a signature or a record has.
const mostOfNote = 2 ** 18;

/** All bytes of a file that came from outside; undefined where it is missing, `too-large` where it is longer than `most` bytes. */
export async function readAtMost(path: string, most: number): Promise<Uint8Array | 'too-large' | undefined> {
  const bytes = await readBytes(path, 0, most + 1);
  return bytes !== undefined && bytes.length > most ? 'too-large' : bytes;
}

/** The same as text; undefined also where it is too large. */
export async function readNote(path: string): Promise<string | undefined> {
  const bytes = await readAtMost(path, mostOfNote);
  return bytes === undefined || bytes === 'too-large' ? undefined : new TextDecoder().decode(bytes);
}

/** Adds text to a file or device; false where that is not possible. */
export async function appendText(path: string, text: string): Promise<boolean> {
  return appendFile(path, text).then(() => true, () => false);
}

/** Sorted names; empty where the folder is missing. */
export async function listFolder(path: string): Promise<string[]> {
  return (await readdir(path).catch(() => [])).sort();
}

/** Paths of all files below a folder, from there; empty where there is none. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
}

/** Up to `length` bytes from `position`; undefined where the file or device cannot be read. */
export async function readBytes(path: string, position: number, length: number): Promise<Uint8Array | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
