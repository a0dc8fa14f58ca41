/** A power cut in the very write of the block that says where all else of the data is: real file systems, in files. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { isTorn } from '../../installer/system/torn.ts';
import { runShell } from './early.ts';

const uuid = '6f5c1a52-0f0e-4a3b-9a55-2f6d5c0a7e11';
const firstBlock = 64 * 1024;
const sectorBytes = 512;

/** A file system whose first block has some sectors of another time. */
function fileSystem(t: ExecutionContext, torn: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-torn-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const image = join(folder, 'sda6');
  writeFileSync(image, '');
  truncateSync(image, 300 * 2 ** 20);
  execFileSync('mkfs.btrfs', ['--quiet', '--label', 'pintxo-state', '--uuid', uuid, image]);
  if (torn) overwrite(image, firstBlock + 2 * sectorBytes);
  return image;
}

function overwrite(image: string, position: number): void {
  const file = openSync(image, 'r+');
  writeSync(file, Buffer.alloc(sectorBytes, 'x'), 0, sectorBytes, position);
  closeSync(file);
}

const isWhole = (image: string): boolean => {
  try {
    execFileSync('btrfs', ['check', '--readonly', image], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const early = (image: string, ...lines: string[]): string => runShell(`device_of() { echo ${image}; }`, 'udevadm() { :; }', 'say() { echo "$*"; }', 'learn() { eval "type_$1=btrfs"; echo "learned $1"; }', ...lines);

test('what udev knows no file system on is mended from its copy, and looked at again', (t) => {
  const image = fileSystem(t, true);
  t.false(isWhole(image));
  t.is(early(image, 'partitions=sda6 type_sda6=', 'mend_plain'), 'A power cut had torn the beginning of the data on sda6. It was mended from its copy; nothing is lost.\nlearned sda6');
  t.true(isWhole(image));
  t.is(early(image, 'partitions=sda6 type_sda6=', 'mend_plain'), '', 'once');
});

test('where data is encrypted, nothing in clear is written to', (t) => {
  const image = fileSystem(t, true);
  t.is(early(image, 'partitions="sda6 sdb6" type_sda6= type_sdb6=crypto_LUKS', 'mend_plain'), '');
  t.false(isWhole(image));
});

test('what the key has opened is mended where it is read, and then read again', (t) => {
  const image = fileSystem(t, true);
  t.regex(early(image, 'read_super sda6', 'echo "$(generation_of sda6) $(history_of sda6)"'), /mended from its copy[^]*\n\d+ pintxo-state$/);
  t.true(isWhole(image));
});

test('a whole one is read as it is, and one that no copy mends says nothing', (t) => {
  t.regex(early(fileSystem(t, false), 'read_super sda6', 'echo "$(generation_of sda6) $(history_of sda6)"'), /^\d+ pintxo-state$/);
  const gone = fileSystem(t, true);
  overwrite(gone, 64 * 2 ** 20 + sectorBytes);
  overwrite(gone, 64 * 2 ** 20);
  t.is(early(gone, 'partitions=sda6 type_sda6=', 'mend_plain'), '');
  t.false(isWhole(gone));
});

test('of a pool the file system is mended that it is, and no other', (t) => {
  const dumped = (image: string): string => execFileSync('btrfs', ['inspect-internal', 'dump-super', image], { encoding: 'utf8' });
  t.true(isTorn(dumped(fileSystem(t, true)), uuid));
  t.false(isTorn(dumped(fileSystem(t, false)), uuid));
  t.false(isTorn(dumped(fileSystem(t, true)), '00000000-0f0e-4a3b-9a55-2f6d5c0a7e11'));
});
