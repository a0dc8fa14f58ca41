/** SHA-256 of files and parts of them, byte by byte. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { z } from 'zod';

export async function digestFile(path: string): Promise<string> {
  return digestRange(path, 0);
}

/** To the end where no length is given. */
export async function digestRange(path: string, offset: number, bytes = Number.POSITIVE_INFINITY): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { start: offset, end: offset + bytes - 1, highWaterMark: 2 ** 20 })) hash.update(z.instanceof(Buffer).parse(chunk));
  return hash.digest('hex');
}
