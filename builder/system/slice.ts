/** Parts of large files. */
import { open } from 'node:fs/promises';

/** Up to `length` bytes from `offset`; fewer at the end of the file. */
export async function readSlice(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
