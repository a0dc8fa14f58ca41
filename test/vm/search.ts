/** Looking for text in a disk image. */
import { open } from 'node:fs/promises';

const chunkBytes = 16 * 2 ** 20;

/** Offset of the first occurrence between `start` and `start + length`; rejects when there is none. */
export async function findBytes(image: string, start: number, length: number, text: string): Promise<number> {
  const wanted = Buffer.from(text);
  const file = await open(image, 'r');
  try {
    const buffer = Buffer.alloc(chunkBytes + wanted.length);
    for (let at = start; at < start + length; at += chunkBytes) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      const found = buffer.subarray(0, bytesRead).indexOf(wanted);
      if (found !== -1) return at + found;
    }
    throw new Error(`${image} does not contain ${text}`);
  } finally {
    await file.close();
  }
}
