/** The harness on itself: disk images, without a machine. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  corrupt, createDisk, digest, findPartition, formatExt4, formatFat, listFat, overlay, readBytes, readFat, readPartitions, writeBytes, writeFat,
  writePartitions,
} from '../harness/index.ts';
import { writtenBlocks } from '../harness/digest.ts';
import { run } from '../harness/process.ts';
import { temporaryDirectory } from './tools.ts';

const mebibyte = 1024 * 1024;

test('files go to a FAT partition and come back, folders and long names included', async (t) => {
  const image = join(await temporaryDirectory(t), 'stick.img');
  await createDisk(image, 96 * mebibyte);
  await writePartitions(image, [{ label: 'esp', mebibytes: 32, type: 'U' }, { label: 'PINTXO', mebibytes: 48 }]);
  await formatFat(image, 'esp');
  await formatFat(image, 'PINTXO');
  await writeFat(image, 'PINTXO', 'site.yaml', 'name: first\n');
  await writeFat(image, 'PINTXO', 'site.yaml', 'name: second, longer than the first\n');
  await writeFat(image, 'PINTXO', 'logs/2031-05/Install Journal.txt', 'done\n');
  await writeFat(image, 'esp', 'EFI/BOOT/BOOTX64.EFI', Buffer.alloc(100_000, 0xff));
  t.is(await readFat(image, 'PINTXO', 'site.yaml'), 'name: second, longer than the first\n');
  t.deepEqual(await listFat(image, 'PINTXO'), ['logs/2031-05/Install Journal.txt', 'site.yaml']);
  t.deepEqual(await listFat(image, 'esp'), ['EFI/BOOT/BOOTX64.EFI']);
  await t.throwsAsync(readFat(image, 'PINTXO', 'absent.txt'), { message: /reading absent.txt from PINTXO/ });
});

test('partitions are found by their label, and a wrong label names the right ones', async (t) => {
  const image = join(await temporaryDirectory(t), 'disk.img');
  await createDisk(image, 64 * mebibyte);
  await writePartitions(image, [{ label: 'esp', mebibytes: 8, type: 'U' }, { label: 'root', mebibytes: 16 }]);
  const sizes = (await readPartitions(image)).map(({ label, offset, size }) => ({ label, offset, size }));
  t.deepEqual(sizes, [{ label: 'esp', offset: mebibyte, size: 8 * mebibyte }, { label: 'root', offset: 9 * mebibyte, size: 16 * mebibyte }]);
  await t.throwsAsync(findPartition(image, 'data'), { message: /has no partition data; it has esp, root/ });
});

test('the digest is the same for sparse, full and qcow2 copies of one disk', async (t) => {
  const directory = await temporaryDirectory(t);
  const [sparse, full, compact] = [join(directory, 'sparse.img'), join(directory, 'full.img'), join(directory, 'compact.qcow2')];
  await createDisk(sparse, 32 * mebibyte);
  await formatExt4(sparse);
  await run('cp', ['--sparse=never', sparse, full], { what: 'making a full copy' });
  await overlay(compact, sparse);
  t.true((await stat(full)).blocks > 2 * (await stat(sparse)).blocks);
  const expected = await digest(sparse);
  t.is(await digest(full), expected);
  t.is(await digest(compact, 'qcow2'), expected);
});

test('the digest notices one changed byte, a byte in a hole, and another size', async (t) => {
  const image = join(await temporaryDirectory(t), 'disk.img');
  await createDisk(image, 8 * mebibyte);
  const blank = await digest(image);
  await writeBytes(image, 5 * mebibyte + 7, Buffer.from([1]));
  const touched = await digest(image);
  await corrupt(image, 5 * mebibyte + 7, 1);
  const corrupted = await digest(image);
  await writeBytes(image, 5 * mebibyte + 7, Buffer.from([0]));
  t.is(await digest(image), blank, 'the same content has the same digest however it came about');
  await run('truncate', ['--size=9M', image], { what: 'making the disk larger' });
  t.is(new Set([blank, touched, corrupted, await digest(image)]).size, 4);
});

test('corrupting an overlay changes what its guest reads and leaves the base alone', async (t) => {
  const directory = await temporaryDirectory(t);
  const [base, top] = [join(directory, 'base.img'), join(directory, 'top.qcow2')];
  await createDisk(base, 4 * mebibyte);
  await writeBytes(base, 1000, Buffer.from('verified root'));
  await overlay(top, base);
  await corrupt(top, 1000, 8, 'qcow2');
  t.is((await readBytes(base, 1000, 13)).toString(), 'verified root');
  const seen = await readBytes(top, 1000, 13, 'qcow2');
  t.is(seen.subarray(8).toString(), ' root');
  t.is(Buffer.from(seen.subarray(0, 8).map((byte) => byte ^ 0xff)).toString(), 'verified');
});

test('a disk is never made over an existing file', async (t) => {
  const image = join(await temporaryDirectory(t), 'disk.img');
  await createDisk(image, mebibyte);
  await t.throwsAsync(createDisk(image, mebibyte), { code: 'EEXIST' });
});

test('blocks with something in them are listed once, however the extents fall', (t) => {
  const extents = [
    { start: 0, length: 100, zero: false }, { start: 100, length: 65_436, zero: true }, { start: 65_536, length: 4096, zero: false },
    { start: 69_632, length: 200_000, zero: false }, { start: 269_632, length: 0, zero: false },
  ];
  t.deepEqual([...writtenBlocks(extents)], [0, 1, 2, 3, 4]);
});
