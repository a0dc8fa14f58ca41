/** Whether a kernel finds the partitions of a disk whose tables a power cut may have torn. Pure. */
import { crc32 } from 'node:zlib';

export const sectorBytes = 512;
const at = { headerBytes: 12, headerSum: 16, own: 24, entries: 72, count: 80, entryBytes: 84, entriesSum: 88 } as const;

/** Reads so many sectors from this one on. */
export type ReadSectors = (sector: number, count: number) => Promise<Buffer>;

/**
 * As block/partitions/efi.c has it: the first table must be right, and without `gpt` on the command line the record before it; with
 * it, the table at the end counts where the first is broken.
 */
export async function kernelFindsTable(read: ReadSectors, lastSector: number, commandLine: string): Promise<boolean> {
  const looksAtEnd = /(^|\s)gpt(\s|$)/.test(commandLine);
  if (!looksAtEnd && !isProtective(await read(0, 1))) return false;
  return (await isWhole(read, 1)) || (looksAtEnd && (await isWhole(read, lastSector)));
}

async function isWhole(read: ReadSectors, sector: number): Promise<boolean> {
  const header = await read(sector, 1);
  const headerBytes = header.readUInt32LE(at.headerBytes);
  if (header.subarray(0, 8).toString('latin1') !== 'EFI PART' || headerBytes < 92 || headerBytes > sectorBytes || Number(header.readBigUInt64LE(at.own)) !== sector) return false;
  const bare = Buffer.from(header.subarray(0, headerBytes));
  bare.writeUInt32LE(0, at.headerSum);
  if (crc32(bare) !== header.readUInt32LE(at.headerSum)) return false;
  const bytes = header.readUInt32LE(at.count) * header.readUInt32LE(at.entryBytes);
  const entries = await read(Number(header.readBigUInt64LE(at.entries)), Math.ceil(bytes / sectorBytes));
  return crc32(entries.subarray(0, bytes)) === header.readUInt32LE(at.entriesSum);
}

// The old table in the first sector, which says that all of the disk is taken.
function isProtective(start: Buffer): boolean {
  const types = [0, 1, 2, 3].map((index) => start[446 + 16 * index + 4]);
  return start.readUInt16LE(510) === 0xaa55 && types.includes(0xee);
}
