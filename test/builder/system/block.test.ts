import test from 'ava';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestStart, isHeld, writeImage } from '../../../builder/system/block.ts';

const imageBytes = 9 * 2 ** 20 + 513;
const content = randomBytes(imageBytes);
const digest = createHash('sha256').update(content).digest('hex');
const quiet = { signal: new AbortController().signal, onBytes: () => undefined };

let folder: string;
let image: string;
let device: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pintxo-block-'));
  [image, device] = [join(folder, 'image'), join(folder, 'device')];
  await writeFile(image, content);
  await writeFile(device, Buffer.alloc(16 * 2 ** 20, 0xaa));
});

test.afterEach.always(() => rm(folder, { recursive: true, force: true }));

test.serial('an image is written over the start of a device and reads back as it is; the rest stays', async (t) => {
  await writeImage(image, device, quiet);
  t.is(await digestStart(device, imageBytes, quiet), digest);
  const after = await readFile(device);
  t.is(after.length, 16 * 2 ** 20);
  t.true(after.subarray(0, imageBytes).equals(content));
  t.true(after.subarray(imageBytes).every((byte) => byte === 0xaa));
});

test.serial('one wrong byte on the device shows when it is read back', async (t) => {
  await writeImage(image, device, quiet);
  const file = await open(device, 'r+');
  await file.write(Buffer.from([(content.at(-1) ?? 0) ^ 1]), 0, 1, imageBytes - 1);
  await file.close();
  t.not(await digestStart(device, imageBytes, quiet), digest);
});

test.serial('progress counts up to the last byte, in both directions', async (t) => {
  for (const work of [writeImage.bind(null, image, device), digestStart.bind(null, device, imageBytes)]) {
    const seen: number[] = [];
    await work({ ...quiet, onBytes: (bytes: number) => void seen.push(bytes) });
    t.deepEqual(seen, [...seen].sort((one, other) => one - other));
    t.is(seen.at(-1), imageBytes);
    t.true(seen.length > 1);
  }
});

test.serial('an interruption stops the writing', async (t) => {
  const controller = new AbortController();
  const writing = writeImage(image, device, { signal: controller.signal, onBytes: () => controller.abort() });
  await t.throwsAsync(writing, { name: 'AbortError' });
  t.not(await digestStart(device, imageBytes, quiet), digest);
});

test.serial('a device that is not there is not made as a file', async (t) => {
  await t.throwsAsync(writeImage(image, join(folder, 'missing'), quiet), { code: 'ENOENT' });
});

test.serial('a device that the kernel gives to nobody else is held, and is not written to', async (t) => {
  const loop = loopOver(device);
  if (loop === undefined) return t.pass('no loop devices here');
  try {
    t.false(await isHeld(loop));
    const holder = await open(loop, constants.O_RDONLY | constants.O_EXCL);
    t.true(await isHeld(loop));
    await t.throwsAsync(writeImage(image, loop, quiet), { code: 'EBUSY' });
    await holder.close();
    await writeImage(image, loop, quiet);
    t.is(await digestStart(loop, imageBytes, quiet), digest);
  } finally {
    execFileSync('losetup', ['--detach', loop]);
  }
  t.false(await isHeld(join(folder, 'missing')), 'what is not there is told of elsewhere');
});

function loopOver(file: string): string | undefined {
  try {
    return execFileSync('losetup', ['--find', '--show', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
