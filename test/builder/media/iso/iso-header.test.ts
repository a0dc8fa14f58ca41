import test from 'ava';
import { isoHeader, isoHeaderOffset, volumeName } from '../../../../builder/media/iso/iso-header.ts';

const MiB = 2 ** 20;
const readme = Buffer.from('read me\n');
const header = Buffer.from(isoHeader({ imageBytes: 433 * MiB, espOffset: MiB, readme, epoch: 1_763_000_000 }));
/** A sector of the image, counted from its start. */
const sector = (number: number): Buffer => header.subarray(number * 2048 - isoHeaderOffset, (number + 1) * 2048 - isoHeaderOffset);

test('the header fits between the partition table and the first partition', (t) => {
  t.is(isoHeaderOffset, 32 * 1024);
  t.true(isoHeaderOffset + header.length < MiB);
  t.is(header.length % 2048, 0);
});

test('the volume has its name, its size in both byte orders, and a date', (t) => {
  const volume = sector(16);
  t.is(volume.toString('latin1', 1, 6), 'CD001');
  t.is(volume.toString('latin1', 40, 72).trim(), volumeName);
  t.deepEqual([volume.readUInt32LE(80), volume.readUInt32BE(84)], [433 * 512, 433 * 512]);
  t.deepEqual([volume.readUInt16LE(128), volume.readUInt16BE(130)], [2048, 2048]);
  t.is(volume.toString('latin1', 813, 829), '2025111302132000');
});

test('the boot catalog leads UEFI firmware to the EFI system partition', (t) => {
  const catalog = sector(sector(17).readUInt32LE(71));
  t.is(sector(17).toString('latin1', 7, 30), 'EL TORITO SPECIFICATION');
  t.is(catalog[1], 0xef);
  t.is(catalog.subarray(30, 32).toString('hex'), '55aa');
  let sum = 0;
  for (let word = 0; word < 32; word += 2) sum += catalog.readUInt16LE(word);
  t.is(sum & 0xffff, 0);
  t.is(catalog[32], 0x88);
  t.is(catalog.readUInt32LE(40) * 2048, MiB);
});

test('the folder names the file, and the file is there', (t) => {
  const folder = sector(sector(16).readUInt32LE(156 + 2));
  const second = folder[0] ?? 0;
  const file = folder.subarray(second + (folder[second] ?? 0));
  t.is(file.toString('latin1', 33, 33 + (file[32] ?? 0)), 'README.TXT;1');
  t.is(sector(file.readUInt32LE(2)).toString('utf8', 0, file.readUInt32LE(10)), 'read me\n');
});

test('the same image gives the same bytes', (t) => {
  const again = isoHeader({ imageBytes: 433 * MiB, espOffset: MiB, readme, epoch: 1_763_000_000 });
  t.true(header.equals(again));
});
