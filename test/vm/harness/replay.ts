/** What is on a disk after its power went: all that was flushed, and by chance some of what was not. */
import { type FileHandle, open } from 'node:fs/promises';
import { run } from './process.ts';
import type { Random } from './random.ts';
import { type LogEntry, type LoggedWrite, readWriteLog } from './write-log.ts';

export interface Replay {
  /** Writes and discards that reached the disk, a torn one included. */
  readonly applied: number;
  readonly lost: number;
  /** Whether the last one that came through did so only in part. */
  readonly torn: boolean;
}

/** A write that reached the disk; `length` says how much of it did, in bytes. */
export interface Survivor {
  readonly write: LoggedWrite;
  readonly length: number;
}

/**
 * Carries out a log of writes on a raw image. Without chance everything reaches the disk, as when a machine is switched off in
 * an orderly way; with it, what the guest had not flushed may be lost, in any combination, and the last write may be torn
 * between two sectors. @throws MachineError when the log is unusable; nothing was written then.
 */
export async function replay(log: string, target: string, loss?: Random): Promise<Replay> {
  const { entries, sectorSize } = await readWriteLog(log);
  const survivors = survivorsOf(entries, sectorSize, loss);
  const [from, to] = [await open(log, 'r'), await open(target, 'r+')];
  try {
    for (const survivor of survivors) await carryOut(survivor, from, to, target);
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
  const written = entries.filter(({ kind }) => kind !== 'flush').length;
  return { applied: survivors.length, lost: written - survivors.length, torn: survivors.some(({ write, length }) => length < write.length) };
}

/** Which writes reach the disk, in their order. Pure but for the chance it is given. */
export function survivorsOf(entries: readonly LogEntry[], sectorSize: number, loss?: Random): Survivor[] {
  const settled = loss === undefined ? entries.length : lastFlush(entries) + 1;
  const flushed = entries.slice(0, settled).flatMap(whole);
  return loss === undefined ? flushed : [...flushed, ...survivorsSinceFlush(entries.slice(settled), sectorSize, loss)];
}

/** Of what nobody has flushed: the writes that reach the disk. */
export function survivorsSinceFlush(entries: readonly LogEntry[], sectorSize: number, loss: Random): Survivor[] {
  // Drawn once for the whole cut: sometimes nearly all comes through, sometimes nearly nothing.
  const share = loss.next();
  const lucky = entries.flatMap(whole).filter(({ write }) => write.forced || loss.chance(share));
  return tearLast(lucky, sectorSize, loss);
}

function whole(write: LogEntry): Survivor[] {
  return write.kind === 'flush' ? [] : [{ write, length: write.length }];
}

/** Position of the last flush; -1 where there was none. */
export function lastFlush(entries: readonly LogEntry[]): number {
  return entries.map(({ kind }) => kind).lastIndexOf('flush');
}

function tearLast(survivors: readonly Survivor[], sectorSize: number, loss: Random): Survivor[] {
  const last = survivors.at(-1);
  if (last === undefined || last.write.forced || last.write.kind === 'discard') return [...survivors];
  const length = (1 + loss.below(last.length / sectorSize)) * sectorSize;
  return [...survivors.slice(0, -1), { ...last, length }];
}

const chunkBytes = 16 * 2 ** 20;

async function carryOut({ write, length }: Survivor, from: FileHandle, to: FileHandle, target: string): Promise<void> {
  if (write.kind === 'discard') return clear(target, write.offset, length);
  for (let done = 0; done < length; done += chunkBytes) {
    const size = Math.min(chunkBytes, length - done);
    const { buffer } = await from.read(Buffer.allocUnsafe(size), 0, size, write.dataOffset + done);
    // Large zeroed parts stay holes: a disk of 40 GB must not fill ours.
    if (size === chunkBytes && buffer.equals(zeros)) await clear(target, write.offset + done, size);
    else await to.write(buffer, 0, size, write.offset + done);
  }
}

const zeros = Buffer.alloc(chunkBytes);

async function clear(target: string, offset: number, length: number): Promise<void> {
  const place = ['--offset', String(offset), '--length', String(length)];
  await run('fallocate', ['--punch-hole', ...place, target], { what: 'clearing a part of a disk image' });
}
