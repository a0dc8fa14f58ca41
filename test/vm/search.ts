/** Looking for text in a disk image. */
import { open } from 'node:fs/promises';
import { extentsOf } from './harness/digest.ts';

const chunkBytes = 16 * 2 ** 20;

/** Offset of the first occurrence between `start` and `start + length`; rejects when there is none. */
export async function findBytes(image: string, start: number, length: number, text: string): Promise<number> {
  const found = await searchBytes(image, start, length, text);
  if (found === undefined) throw new Error(`${image} does not contain ${text}`);
  return found;
}

/** Whether the text is anywhere in a raw image. */
export async function containsBytes(image: string, text: string): Promise<boolean> {
  for (const { start, length, zero } of await extentsOf(image)) {
    if (!zero && (await searchBytes(image, start, length, text)) !== undefined) return true;
  }
  return false;
}

async function searchBytes(image: string, start: number, length: number, text: string): Promise<number | undefined> {
  const wanted = Buffer.from(text);
  const file = await open(image, 'r');
  try {
    const buffer = Buffer.alloc(chunkBytes + wanted.length);
    for (let at = start; at < start + length; at += chunkBytes) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      const found = buffer.subarray(0, bytesRead).indexOf(wanted);
      if (found !== -1) return at + found;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
