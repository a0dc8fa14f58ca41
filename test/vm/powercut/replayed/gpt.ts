/** Which partitions a kernel finds on a disk whose tables a power cut may have torn. Pure. */
import { crc32 } from 'node:zlib';

export const sectorBytes = 512;
const at = { headerBytes: 12, headerSum: 16, own: 24, entries: 72, count: 80, entryBytes: 84, entriesSum: 88 } as const;
const inEntry = { type: 0, uuid: 16, first: 32, last: 40, name: 56, end: 128 } as const;

/** Reads so many sectors from this one on. */
export type ReadSectors = (sector: number, count: number) => Promise<Buffer>;

/** In bytes, and with GUIDs in small letters. */
export interface FoundPartition {
  readonly number: number;
  readonly label: string;
  readonly type: string;
  readonly uuid: string;
  readonly offset: number;
  readonly size: number;
}

/**
 * As block/partitions/efi.c has it: the first table must be right, and without `gpt` on the command line the record before it; with
 * it, the table at the end counts where the first is broken. Programs like sfdisk ask for that record always.
 */
export async function partitionsFound(read: ReadSectors, lastSector: number, commandLine: string): Promise<FoundPartition[]> {
  const looksAtEnd = /(^|\s)gpt(\s|$)/.test(commandLine);
  if (!looksAtEnd && !isProtective(await read(0, 1))) return [];
  return (await entriesBehind(read, 1)) ?? (looksAtEnd ? await entriesBehind(read, lastSector) : undefined) ?? [];
}

async function entriesBehind(read: ReadSectors, sector: number): Promise<FoundPartition[] | undefined> {
  const header = await read(sector, 1);
  const headerBytes = header.readUInt32LE(at.headerBytes);
  if (header.subarray(0, 8).toString('latin1') !== 'EFI PART' || headerBytes < 92 || headerBytes > sectorBytes || Number(header.readBigUInt64LE(at.own)) !== sector) return undefined;
  const bare = Buffer.from(header.subarray(0, headerBytes));
  bare.writeUInt32LE(0, at.headerSum);
  if (crc32(bare) !== header.readUInt32LE(at.headerSum)) return undefined;
  const [count, bytes] = [header.readUInt32LE(at.count), header.readUInt32LE(at.entryBytes)];
  const entries = (await read(Number(header.readBigUInt64LE(at.entries)), Math.ceil((count * bytes) / sectorBytes))).subarray(0, count * bytes);
  if (crc32(entries) !== header.readUInt32LE(at.entriesSum)) return undefined;
  return Array.from({ length: count }, (_, index) => entryOf(entries.subarray(index * bytes, (index + 1) * bytes), index + 1)).filter(({ type }) => !/^[0-]+$/.test(type));
}

function entryOf(entry: Buffer, number: number): FoundPartition {
  const [first, last] = [inEntry.first, inEntry.last].map((place) => Number(entry.readBigUInt64LE(place)));
  const label = entry.subarray(inEntry.name, inEntry.end).toString('utf16le').replace(/\0[^]*$/, '');
  const [offset, end] = [(first ?? 0) * sectorBytes, ((last ?? 0) + 1) * sectorBytes];
  return { number, label, type: guidAt(entry, inEntry.type), uuid: guidAt(entry, inEntry.uuid), offset, size: end - offset };
}

// The first three groups have their lowest byte first.
function guidAt(entry: Buffer, place: number): string {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const digits = Buffer.from(order.map((index) => entry.readUInt8(place + index))).toString('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

// The old table in the first sector, which says that all of the disk is taken.
function isProtective(start: Buffer): boolean {
  const types = [0, 1, 2, 3].map((index) => start[446 + 16 * index + 4]);
  return start.readUInt16LE(510) === 0xaa55 && types.includes(0xee);
}
