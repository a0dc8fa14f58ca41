/** The harness on itself: what a power cut leaves on a disk, with a small program in the place of a guest. */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createDisk, digest, random, readBytes, replay, writeBytes } from '../harness/index.ts';
import { blockNode } from '../harness/disk-arguments.ts';
import { attempt } from '../harness/process.ts';
import { survivorsOf } from '../harness/replay.ts';
import { attach, type Attachment } from '../harness/volatile-disk.ts';
import { type LogEntry, readWriteLog } from '../harness/write-log.ts';
import { temporaryDirectory } from './tools.ts';

const mebibyte = 1024 * 1024;
const seeds = Array.from({ length: 40 }, (_, index) => `seed ${index}`);

test('the same seed gives the same numbers, another seed others, all of them in range', (t) => {
  const draw = (seed: string): number[] => Array.from({ length: 200 }, random(seed).next);
  t.deepEqual(draw('a'), draw('a'));
  t.notDeepEqual(draw('a'), draw('b'));
  t.true(draw('a').every((value) => value >= 0 && value < 1));
  t.true(Math.max(...draw('a')) > 0.9 && Math.min(...draw('a')) < 0.1);
  t.deepEqual(new Set(Array.from({ length: 100 }, () => random('c')).map((chance) => chance.below(3))).size, 1);
});

test('the log of writes says what was written, zeroed, discarded and flushed, in order', async (t) => {
  const { log } = await writtenDisk(t, ['write -P 1 0 4k', 'write -P 2 8k 512', 'flush', 'write -z 64k 8k', 'discard 1M 1M', 'write -P 3 4k 1k', 'sigraise 9']);
  const { entries, sectorSize } = await readWriteLog(log);
  t.is(sectorSize, 512);
  t.deepEqual(entries.map(brief), ['write 0 4096', 'write 8192 512', 'flush', 'write 65536 8192', 'discard 1048576 1048576', 'write 4096 1024']);
});

test('a log of a disk with 4096-byte sectors is read as well', async (t) => {
  const { log } = await writtenDisk(t, ['write -P 1 0 4k', 'flush', 'write -P 2 8k 8k', 'sigraise 9'], { logicalSectorSize: 4096 });
  t.deepEqual((await readWriteLog(log)).entries.map(brief), ['write 0 4096', 'flush', 'write 8192 8192']);
});

test('a program that ended in good order has written everything', async (t) => {
  const { attachment, image } = await writtenDisk(t, ['write -P 7 0 4k', 'flush', 'write -P 8 4k 4k', 'write -z 2M 8M', 'discard 16M 1M']);
  t.like(await attachment.settle(), { applied: 4, lost: 0, torn: false });
  t.deepEqual(await bytesAt(image, [0, 4096, 2 * mebibyte, 16 * mebibyte]), [7, 8, 0, 0]);
});

test('the image stays as it was until the power cut is settled', async (t) => {
  const { image, before } = await writtenDisk(t, ['write -P 7 0 4k', 'flush']);
  t.is(await digest(image), before);
});

test('what was flushed is there after every power cut, what was not only after some', async (t) => {
  const commands = ['write -P 7 0 64k', 'flush', 'write -P 8 0 64k', 'write -P 9 1M 64k', 'sigraise 9'];
  const { log, directory } = await writtenDisk(t, commands);
  const outcomes = await Promise.all(seeds.map(async (seed) => {
    const image = join(directory, seed);
    await createDisk(image, 32 * mebibyte);
    await replay(log, image, random(seed));
    const [first, second] = await bytesAt(image, [0, mebibyte]);
    return `${first} ${second}`;
  }));
  t.deepEqual([...new Set(outcomes)].sort(), ['7 0', '7 9', '8 0', '8 9']);
});

test('the last write that came through may be torn between two sectors, never within one', (t) => {
  const entries: LogEntry[] = [write(0, 4096), { kind: 'flush' }, write(4096, 4096), write(8192, 8192)];
  const lengths = seeds.map((seed) => survivorsOf(entries, 512, random(seed)).map(({ length }) => length));
  t.true(lengths.every(([first]) => first === 4096), 'what was flushed is whole');
  t.true(lengths.flat().every((length) => length > 0 && length % 512 === 0));
  t.true(lengths.some(([, second, third]) => third === undefined && second !== undefined && second < 4096));
  t.true(lengths.some(([, second, third]) => second === 4096 && third !== undefined && third < 8192), 'only the last one is torn');
});

test('a write that was forced through is never lost nor torn', (t) => {
  const entries: LogEntry[] = [write(0, 4096), { ...write(4096, 4096), forced: true }];
  for (const seed of seeds) t.is(survivorsOf(entries, 512, random(seed)).find(({ write: { offset } }) => offset === 4096)?.length, 4096);
});

test('a cut can be repeated: the same log and seed give the same disk', async (t) => {
  const { log, directory } = await writtenDisk(t, ['write -P 7 0 64k', 'flush', ...Array.from({ length: 30 }, (_, at) => `write -P ${at + 1} ${at * 8}k 8k`), 'sigraise 9']);
  const digests = await Promise.all(['one', 'two', 'three'].map(async (name) => {
    const image = join(directory, name);
    await createDisk(image, 32 * mebibyte);
    await replay(log, image, random(name === 'three' ? 'other' : 'same'));
    return digest(image);
  }));
  t.is(digests[0], digests[1]);
  t.not(digests[0], digests[2]);
});

test('a log with a gap is refused, and nothing is written', async (t) => {
  const { log, image, before, attachment } = await writtenDisk(t, ['write -P 7 0 4k', 'write -P 8 4k 4k', 'flush']);
  await writeBytes(log, 512 + 512 + 4096, Buffer.alloc(512));
  await t.throwsAsync(attachment.settle(random('gap')), { message: /tells of 3 writes, but only 1 are whole/ });
  t.is(await digest(image), before);
});

test('a log that is none is refused', async (t) => {
  const path = join(await temporaryDirectory(t), 'log');
  await writeFile(path, Buffer.alloc(4096, 7));
  await t.throwsAsync(readWriteLog(path), { message: /not a log of writes/ });
});

test('a large zeroed or discarded part takes no space', async (t) => {
  const { attachment, image } = await writtenDisk(t, ['write -P 7 0 24M', 'write -z 0 16M', 'discard 16M 8M']);
  await attachment.settle();
  t.true((await stat(image)).blocks * 512 < mebibyte);
  t.true((await readBytes(image, 0, 24 * mebibyte)).every((byte) => byte === 0));
});

interface Written {
  readonly directory: string;
  readonly image: string;
  readonly log: string;
  readonly before: string;
  readonly attachment: Attachment;
}

/** A disk on which qemu-io carried out these commands, through the same nodes as a machine's disk, not settled yet. */
async function writtenDisk(t: ExecutionContext, commands: readonly string[], spec: { readonly logicalSectorSize?: number } = {}): Promise<Written> {
  const directory = await temporaryDirectory(t);
  const image = join(directory, 'disk.img');
  await createDisk(image, 32 * mebibyte);
  const before = await digest(image);
  const attachment = await attach({ image, bus: 'virtio', volatileCache: true, ...spec }, 0, directory);
  const node = `json:${JSON.stringify(blockNode(attachment.disk, 0))}`;
  await attempt('qemu-io', ['-t', 'writeback', '-d', 'unmap', ...commands.flatMap((command) => ['-c', command]), node], { what: 'writing to a disk' });
  return { directory, image, log: attachment.disk.writeLog ?? '', before, attachment };
}

function brief(entry: LogEntry): string {
  return entry.kind === 'flush' ? 'flush' : `${entry.kind} ${entry.offset} ${entry.length}`;
}

function write(offset: number, length: number): Extract<LogEntry, { kind: 'write' | 'discard' }> {
  return { kind: 'write', offset, length, dataOffset: 0, forced: false };
}

async function bytesAt(image: string, offsets: readonly number[]): Promise<Array<number | undefined>> {
  return Promise.all(offsets.map(async (offset) => (await readBytes(image, offset, 1))[0]));
}
