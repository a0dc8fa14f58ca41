/** Block devices. */
import { open, readFile, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { edgeBytes, unfinishedMark } from '../inventory/edges.ts';

// The unit of sysfs, whatever the sectors of the device are.
const sectorBytes = 512;

/** Size of a device in bytes; the path may be a link to it. */
export async function sizeOf(device: string): Promise<number> {
  const sectors = await readFile(`/sys/class/block/${basename(await realpath(device))}/size`, 'utf8');
  return Number(sectors) * sectorBytes;
}

/** Writes zeros to the edges of a disk; they are on it when this returns. */
export async function clearEdges(device: string): Promise<void> {
  const bytes = await sizeOf(device);
  const zeros = new Uint8Array(Math.min(edgeBytes, bytes));
  await writeAt(device, [[0, zeros], [bytes - zeros.length, zeros]]);
}

/** Marks a disk as one that is being made; mkfs.btrfs, which zeroes the end of what it formats, takes the mark away. */
export async function markUnfinished(device: string): Promise<void> {
  await writeAt(device, [[(await sizeOf(device)) - unfinishedMark.length, unfinishedMark]]);
}

// On the device when this returns.
async function writeAt(device: string, pieces: ReadonlyArray<readonly [offset: number, bytes: Uint8Array]>): Promise<void> {
  const file = await open(device, 'r+');
  try {
    for (const [offset, bytes] of pieces) await file.write(bytes, 0, bytes.length, offset);
    await file.sync();
  } finally {
    await file.close();
  }
}
