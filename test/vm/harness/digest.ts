/** A digest of what a disk holds, quick on disks that are mostly empty. */
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { run } from './process.ts';
import type { ImageFormat } from './spec.ts';

const Extent = z.object({ start: z.number(), length: z.number(), zero: z.boolean() });
export type Extent = z.infer<typeof Extent>;

const blockSize = 64 * 1024;
const zeros = Buffer.alloc(blockSize);

/**
 * SHA-256 over the size of the disk and every 64 KiB block that is not all zero, with its place. Two disks have the same digest
 * exactly when a guest reads the same from both, however sparse or in which format they are kept. It is not `sha256sum`'s.
 */
export async function digest(path: string, format: ImageFormat = 'raw'): Promise<string> {
  if (format === 'raw') return digestRaw(path);
  const directory = await mkdtemp(join(dirname(resolve(path)), '.pintxo-'));
  const raw = join(directory, 'raw');
  await run('qemu-img', ['convert', '-U', '-f', format, '-O', 'raw', path, raw], { what: 'reading a disk image' });
  return digestRaw(raw).finally(() => rm(directory, { recursive: true, force: true }));
}

async function digestRaw(path: string): Promise<string> {
  const extents = await extentsOf(path);
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    hash.update(`${(await file.stat()).size}\n`);
    for (const block of writtenBlocks(extents)) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(blockSize), 0, blockSize, block * blockSize);
      const bytes = buffer.subarray(0, bytesRead);
      if (!bytes.equals(zeros.subarray(0, bytesRead))) hash.update(`${block}\n`).update(bytes);
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** The parts of a raw image in their order, and whether they are certain to be zero. */
export async function extentsOf(path: string): Promise<Extent[]> {
  const map = await run('qemu-img', ['map', '-U', '-f', 'raw', '--output=json', path], { what: 'finding the written parts of a disk image' });
  return z.array(Extent).parse(JSON.parse(map));
}

/** Numbers of the blocks that some written extent touches, each once, in order. */
export function* writtenBlocks(extents: readonly Extent[]): Generator<number> {
  let next = 0;
  for (const { start, length, zero } of extents) {
    if (zero || length === 0) continue;
    const last = Math.floor((start + length - 1) / blockSize);
    for (let block = Math.max(next, Math.floor(start / blockSize)); block <= last; block += 1) yield block;
    next = Math.max(next, last + 1);
  }
}
