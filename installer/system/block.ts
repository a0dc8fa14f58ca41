/** Block devices. */
import { readFile, realpath } from 'node:fs/promises';
import { basename } from 'node:path';

// The unit of sysfs, whatever the sectors of the device are.
const sectorBytes = 512;

/** Size of a device in bytes; the path may be a link to it. */
export async function sizeOf(device: string): Promise<number> {
  const sectors = await readFile(`/sys/class/block/${basename(await realpath(device))}/size`, 'utf8');
  return Number(sectors) * sectorBytes;
}
