/** Block devices. */
import { open, readFile, realpath } from 'node:fs/promises';
import { basename } from 'node:path';

// The unit of sysfs, whatever the sectors of the device are.
const sectorBytes = 512;

/** Size of a device in bytes; the path may be a link to it. */
export async function sizeOf(device: string): Promise<number> {
  const sectors = await readFile(`/sys/class/block/${basename(await realpath(device))}/size`, 'utf8');
  return Number(sectors) * sectorBytes;
}

/** What counts as an edge of a disk, in bytes: where nothing is written in the first and the last of it, the disk may be blank. */
export const edgeBytes = 2 ** 20;

/** Writes zeros to the edges of a disk; they are on it when this returns. */
export async function clearEdges(device: string): Promise<void> {
  const bytes = await sizeOf(device);
  const zeros = Buffer.alloc(Math.min(edgeBytes, bytes));
  const file = await open(device, 'r+');
  try {
    await file.write(zeros, 0, zeros.length, 0);
    await file.write(zeros, 0, zeros.length, bytes - zeros.length);
    await file.sync();
  } finally {
    await file.close();
  }
}
