/** Writing to and reading from whole devices. */
import { createHash } from 'node:crypto';
import { constants, createReadStream, existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { run } from './run.ts';

const chunkBytes = 4 * 2 ** 20;

export interface CopyProgress {
  readonly signal: AbortSignal;
  /** Bytes done so far. */
  onBytes(bytes: number): void;
}

// The kernel refuses a device that is mounted, part of a pool or opened so by another program.
const forUsAlone = constants.O_RDWR | constants.O_EXCL;

/** Whether somebody else holds the device. One that cannot be opened for another reason is told of when it is written to. */
export async function isHeld(device: string): Promise<boolean> {
  try {
    await (await open(device, constants.O_RDONLY | constants.O_EXCL)).close();
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EBUSY';
  }
}

/** Copies the image over the start of the device, and returns when it has reached the device. */
export async function writeImage(image: string, device: string, { signal, onBytes }: CopyProgress): Promise<void> {
  const source = createReadStream(image, { highWaterMark: chunkBytes });
  const target = (await open(device, forUsAlone)).createWriteStream({ highWaterMark: chunkBytes });
  await pipeline(source, counted(onBytes), target, { signal });
  await writeOut(device);
  await forgetCached(device);
}

/** SHA-256 of the first `bytes` bytes of the device, read from the device itself. */
export async function digestStart(device: string, bytes: number, { signal, onBytes }: CopyProgress): Promise<string> {
  const hash = createHash('sha256');
  const source = createReadStream(device, { end: bytes - 1, highWaterMark: chunkBytes });
  await pipeline(source, counted(onBytes), async (chunks) => {
    for await (const chunk of chunks) hash.update(chunk);
  }, { signal });
  return hash.digest('hex');
}

function counted(onBytes: (bytes: number) => void) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of chunks) {
      onBytes((bytes += chunk.length));
      yield chunk;
    }
  };
}

async function writeOut(device: string): Promise<void> {
  const file = await open(device, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

// Otherwise reading back would only show what this computer remembers of it.
async function forgetCached(device: string): Promise<void> {
  if (!existsSync('/sbin/blockdev') || !(await stat(device)).isBlockDevice()) return;
  await run({ title: `flushing ${device}`, file: '/sbin/blockdev', args: ['--flushbufs', device] });
}
