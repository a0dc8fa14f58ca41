/** Disk images: making, copying on write, changing, and proving that nothing changed. */
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { run } from './process.ts';
import type { ImageFormat } from './spec.ts';

/** Makes a blank raw disk that takes no space until it is written. @throws when the file exists. */
export async function createDisk(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'wx');
  await file.truncate(bytes).finally(() => file.close());
}

/** Makes a qcow2 image that starts as the base and leaves the base as it is. */
export async function overlay(path: string, base: string, baseFormat: ImageFormat = 'raw'): Promise<void> {
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', baseFormat, '-b', resolve(base), path], { what: 'making an overlay image' });
}

/** Puts an ext4 file system on a whole raw image, as another system would have left it. */
export async function formatExt4(path: string, label = 'old-data'): Promise<void> {
  await run('mkfs.ext4', ['-q', '-F', '-L', label, path], { what: 'making an ext4 file system' });
}

/** Reads from the disk as a guest would see it. Offset and length in bytes. */
export async function readBytes(path: string, offset: number, length: number, format: ImageFormat = 'raw'): Promise<Buffer> {
  return beside(path, async (directory) => {
    const [first, last] = [Math.floor(offset / sector), Math.ceil((offset + length) / sector)];
    const piece = join(directory, 'piece');
    await run('qemu-img', ['dd', '-f', format, '-O', 'raw', `if=${path}`, `of=${piece}`, `bs=${sector}`, `skip=${first}`, `count=${last}`], {
      what: 'reading from a disk image',
    });
    return (await readFile(piece)).subarray(offset - first * sector, offset - first * sector + length);
  });
}

/** Writes to the disk behind the guest's back; the machine must be off. Offset in bytes. */
export async function writeBytes(path: string, offset: number, bytes: Buffer, format: ImageFormat = 'raw'): Promise<void> {
  await beside(path, async (directory) => {
    const piece = join(directory, 'piece');
    await writeFile(piece, bytes);
    await run('qemu-io', ['-f', format, '-c', `write -q -s ${piece} ${offset} ${bytes.length}`, path], { what: 'writing to a disk image' });
  });
}

/** Turns every bit over in a part of the disk, so that it certainly differs. Offset and length in bytes. */
export async function corrupt(path: string, offset: number, length: number, format: ImageFormat = 'raw'): Promise<void> {
  const bytes = await readBytes(path, offset, length, format);
  await writeBytes(path, offset, Buffer.from(bytes.map((byte) => byte ^ 0xff)), format);
}

const sector = 512;

async function beside<Value>(path: string, work: (directory: string) => Promise<Value>): Promise<Value> {
  const directory = await mkdtemp(join(dirname(resolve(path)), '.pintxo-'));
  return work(directory).finally(() => rm(directory, { recursive: true, force: true }));
}
