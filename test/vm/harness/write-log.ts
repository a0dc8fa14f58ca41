/** What a guest wrote to a disk, in order: QEMU's blklogwrites driver, in the format of Linux's dm-log-writes. */
import { type FileHandle, open } from 'node:fs/promises';
import { MachineError } from './errors.ts';

export interface LoggedWrite {
  readonly kind: 'write' | 'discard';
  /** On the disk, in bytes. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** Where the data lies in the log, in bytes; of no meaning for a discard. */
  readonly dataOffset: number;
  /** The guest was told of it only when it had reached the medium. */
  readonly forced: boolean;
}

export type LogEntry = LoggedWrite | { readonly kind: 'flush' };

export interface WriteLog {
  readonly sectorSize: number;
  readonly entries: readonly LogEntry[];
  /** How long the log was with each entry, in bytes. */
  readonly ends: readonly number[];
}

const magic = 0x6a_73_66_77_73_68_72n;
const flag = { flush: 1n, forced: 2n, discard: 4n, mark: 8n };
const headerBytes = 32;

/**
 * Reads the entries of a log, also those that came after its head was last written.
 * @throws MachineError when it is no such log, and when it has a gap because its writer was killed in the midst of several writes.
 */
export async function readWriteLog(path: string): Promise<WriteLog> {
  const file = await open(path, 'r');
  try {
    const { sectorSize, counted } = await readHead(file, path);
    const { entries, ends } = await readEntries(file, sectorSize);
    if (entries.length < counted) throw new MachineError(`${path} tells of ${counted} writes, but only ${entries.length} are whole`);
    return { sectorSize, entries, ends };
  } finally {
    await file.close();
  }
}

async function readHead(file: FileHandle, path: string): Promise<{ sectorSize: number; counted: number }> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
  // QEMU writes the head with the first flush.
  if (bytesRead < headerBytes || buffer.every((byte) => byte === 0)) return { sectorSize: 512, counted: 0 };
  if (buffer.readBigUInt64LE(0) !== magic || buffer.readBigUInt64LE(8) !== 1n) throw new MachineError(`${path} is not a log of writes, version 1`);
  return { counted: Number(buffer.readBigUInt64LE(16)), sectorSize: buffer.readUInt32LE(24) };
}

async function readEntries(file: FileHandle, sectorSize: number): Promise<Pick<WriteLog, 'entries' | 'ends'>> {
  const { size } = await file.stat();
  const entries: LogEntry[] = [];
  const ends: number[] = [];
  for (let at = sectorSize; at + headerBytes <= size;) {
    const { buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, at);
    const entry = entryFrom(buffer, at, sectorSize);
    const end = at + sectorSize + (entry?.kind === 'write' ? entry.length : 0);
    // The head of an entry and its data come in one piece, so a piece that is cut off was never acknowledged.
    if (entry === undefined || end > size) break;
    entries.push(entry);
    ends.push(end);
    at = end;
  }
  return { entries, ends };
}

function entryFrom(header: Buffer, at: number, sectorSize: number): LogEntry | undefined {
  const [sector, sectors, flags] = [header.readBigUInt64LE(0), header.readBigUInt64LE(8), header.readBigUInt64LE(16)];
  if (flags >= flag.mark * 2n || (sectors === 0n && flags === 0n)) return undefined;
  if ((flags & flag.flush) !== 0n) return { kind: 'flush' };
  return {
    kind: (flags & flag.discard) === 0n ? 'write' : 'discard',
    offset: Number(sector) * sectorSize,
    length: Number(sectors) * sectorSize,
    dataOffset: at + sectorSize,
    forced: (flags & flag.forced) !== 0n,
  };
}
