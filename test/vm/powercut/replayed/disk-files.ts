/** The files of a disk that was taken apart: they follow its log of writes, and writes that a cut lets through can be taken back. */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../harness/process.ts';
import type { Survivor } from '../../harness/replay.ts';
import { frame, type Piece, type Place, piecesOf } from './pieces.ts';

export interface DiskFiles {
  readonly bytes: number;
  readonly places: readonly Place[];
  /** File of a place, or of the frame. */
  readonly path: (place: number) => string;
  /** What is the same for the same content: counts what was written for good, and names what was not. */
  readonly state: (place: number) => string;
  /** For good. `log` is the file that the writes lie in. */
  readonly settle: (log: string, survivors: readonly Survivor[]) => Promise<void>;
  /** Until `takeBack`; places that `skipped` names stay as they are. */
  readonly apply: (log: string, survivors: readonly Survivor[], skipped?: readonly number[]) => Promise<void>;
  readonly takeBack: () => Promise<void>;
  readonly read: (offset: number, length: number) => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

interface Changed {
  readonly place: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

interface Work {
  readonly directory: string;
  readonly places: readonly Place[];
  readonly files: ReadonlyMap<number, FileHandle>;
  readonly settled: Map<number, number>;
  readonly passing: Map<number, string>;
  readonly changed: Changed[];
}

// Of what is only passing, larger ones are as good as lost: what is discarded may stay.
const largestPassingDiscard = 16 * 2 ** 20;
const smallestHole = 2 ** 20;

/** Makes the files, blank or with what `base` has in the parts that `copied` names. */
export async function openDiskFiles(directory: string, bytes: number, places: readonly Place[], base?: { readonly image: string; readonly copied: readonly number[] }): Promise<DiskFiles> {
  await mkdir(directory, { recursive: true });
  const files = new Map<number, FileHandle>();
  for (const place of [frame, ...places.keys()]) {
    const file = await open(fileOf(directory, place), 'w+');
    await file.truncate(places[place]?.size ?? bytes);
    files.set(place, file);
  }
  const work: Work = { directory, places, files, settled: new Map(), passing: new Map(), changed: [] };
  if (base !== undefined) await copyBase(work, bytes, base);
  return {
    bytes,
    places,
    path: (place) => fileOf(directory, place),
    state: (place) => `${work.settled.get(place) ?? 0} ${work.passing.get(place) ?? ''}`,
    settle: (log, survivors) => settle(work, log, survivors),
    apply: (log, survivors, skipped = []) => apply(work, log, survivors, skipped),
    takeBack: () => takeBack(work),
    read: (offset, length) => readDisk(work, offset, length),
    close: async () => void (await Promise.all([...files.values()].map((file) => file.close()))),
  };
}

function fileOf(directory: string, place: number): string {
  return join(directory, place === frame ? 'frame' : `place-${place + 1}`);
}

async function copyBase(work: Work, bytes: number, { image, copied }: { readonly image: string; readonly copied: readonly number[] }): Promise<void> {
  const from = await open(image, 'r');
  try {
    for (const piece of piecesOf(work.places, 0, bytes).filter(({ place }) => copied.includes(place))) await copyPiece(work, from, piece, piece.from);
  } finally {
    await from.close();
  }
}

async function settle(work: Work, log: string, survivors: readonly Survivor[]): Promise<void> {
  await eachPiece(work, log, survivors, async (from, write, piece) => {
    if (write.kind === 'discard') await clear(work, piece);
    else await copyPiece(work, from, piece, write.dataOffset + piece.from);
    work.settled.set(piece.place, (work.settled.get(piece.place) ?? 0) + 1);
  });
}

async function apply(work: Work, log: string, survivors: readonly Survivor[], skipped: readonly number[]): Promise<void> {
  const passing = survivors.filter(({ write, length }) => write.kind === 'write' || length <= largestPassingDiscard);
  await eachPiece(work, log, passing, async (from, write, piece) => {
    if (skipped.includes(piece.place)) return;
    await change(work, piece, write.kind === 'discard' ? Buffer.alloc(piece.length) : await readExactly(from, write.dataOffset + piece.from, piece.length));
    work.passing.set(piece.place, `${work.passing.get(piece.place) ?? ''} ${write.dataOffset}+${piece.length}`);
  });
}

async function eachPiece({ places }: Work, log: string, survivors: readonly Survivor[], use: (from: FileHandle, write: Survivor['write'], piece: Piece) => Promise<void>): Promise<void> {
  const from = await open(log, 'r');
  try {
    for (const { write, piece } of survivors.flatMap(({ write, length }) => piecesOf(places, write.offset, length).map((piece) => ({ write, piece })))) await use(from, write, piece);
  } finally {
    await from.close();
  }
}

async function change({ files, changed }: Work, { place, offset }: Piece, bytes: Buffer): Promise<void> {
  const file = fileAt(files, place);
  changed.push({ place, offset, bytes: await readExactly(file, offset, bytes.length) });
  await file.write(bytes, 0, bytes.length, offset);
}

async function takeBack({ files, changed, passing }: Work): Promise<void> {
  for (const { place, offset, bytes } of changed.reverse()) await fileAt(files, place).write(bytes, 0, bytes.length, offset);
  changed.length = 0;
  passing.clear();
}

async function readDisk({ places, files }: Work, offset: number, length: number): Promise<Buffer> {
  const parts = await Promise.all(piecesOf(places, offset, length).map((piece) => readExactly(fileAt(files, piece.place), piece.offset, piece.length)));
  return Buffer.concat(parts);
}

const chunkBytes = 16 * 2 ** 20;

async function copyPiece(work: Work, from: FileHandle, piece: Piece, position: number): Promise<void> {
  const to = fileAt(work.files, piece.place);
  for (let done = 0; done < piece.length; done += chunkBytes) {
    const bytes = await readExactly(from, position + done, Math.min(chunkBytes, piece.length - done));
    const part = { ...piece, offset: piece.offset + done, length: bytes.length };
    // A disk of 40 GB must not fill ours.
    if (bytes.length >= smallestHole && isZero(bytes)) await clear(work, part);
    else await to.write(bytes, 0, bytes.length, part.offset);
  }
}

async function clear({ directory }: Work, { place, offset, length }: Piece): Promise<void> {
  const range = ['--offset', String(offset), '--length', String(length)];
  await run('fallocate', ['--punch-hole', ...range, fileOf(directory, place)], { what: 'clearing a part of a disk' });
}

function isZero(bytes: Buffer): boolean {
  return bytes[0] === 0 && Buffer.compare(bytes.subarray(1), bytes.subarray(0, -1)) === 0;
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new RangeError(`${bytesRead} of ${length} bytes at ${position}`);
  return buffer;
}

function fileAt(files: ReadonlyMap<number, FileHandle>, place: number): FileHandle {
  const file = files.get(place);
  if (file === undefined) throw new RangeError(`the disk has no place ${place}`);
  return file;
}
