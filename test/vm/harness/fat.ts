/** Files on the FAT partitions of a raw image, without mounting it. */
import { dirname } from 'node:path/posix';
import { findPartition } from './partitions.ts';
import { run } from './process.ts';

/** Makes an empty FAT file system on the partition with this label. */
export async function formatFat(image: string, partition: string): Promise<void> {
  const { offset, size } = await findPartition(image, partition);
  await mformat(drive(image, offset), ['-T', String(size / 512), '-h', '64', '-s', '32', '-v', partition.slice(0, 11)]);
}

/** Text of a file; the path is relative to the root of the file system. @throws CommandError when there is no such file. */
export async function readFat(image: string, partition: string, file: string): Promise<string> {
  return run('mcopy', ['-n', '-i', await driveOf(image, partition), `::/${file}`, '-'], { what: `reading ${file} from ${partition}` });
}

/** Writes a file, over an old one and with the folders it needs. */
export async function writeFat(image: string, partition: string, file: string, content: string | Buffer): Promise<void> {
  await write(await driveOf(image, partition), file, content);
}

/** Removes a file. @throws CommandError when there is no such file. */
export async function removeFat(image: string, partition: string, file: string): Promise<void> {
  await run('mdel', ['-i', await driveOf(image, partition), `::/${file}`], { what: `removing ${file} from ${partition}` });
}

/** Paths of all files, folders left out, relative to the root of the file system, sorted. */
export async function listFat(image: string, partition: string): Promise<string[]> {
  const listing = await run('mdir', ['-i', await driveOf(image, partition), '-b', '-/', '-a', '::/'], { what: `listing ${partition}` });
  return listing.split('\n').map((line) => line.replace(/^::\//, '')).filter((path) => path !== '' && !path.endsWith('/')).sort();
}

/** Makes a FAT file system on a whole image without partitions, as on a floppy disk. */
export async function formatWholeFat(image: string): Promise<void> {
  await mformat(drive(image, 0), []);
}

/** Like `writeFat`, on an image without partitions. */
export async function writeWholeFat(image: string, file: string, content: string | Buffer): Promise<void> {
  await write(drive(image, 0), file, content);
}

async function mformat(target: string, shape: readonly string[]): Promise<void> {
  await run('mformat', ['-i', target, ...shape, '::'], { what: 'making a FAT file system' });
}

async function write(target: string, file: string, content: string | Buffer): Promise<void> {
  for (const folder of foldersOf(file)) {
    if (!(await isThere(target, folder))) await run('mmd', ['-i', target, `::/${folder}`], { what: `making the folder ${folder}` });
  }
  await run('mcopy', ['-D', 'o', '-o', '-i', target, '-', `::/${file}`], { what: `writing ${file}`, input: content });
}

const isThere = (target: string, path: string): Promise<boolean> =>
  run('mdir', ['-i', target, '-b', `::/${path}`], { what: `looking for ${path}` }).then(() => true, () => false);

/** `EFI/BOOT/X` lies in `EFI` and `EFI/BOOT`. */
function foldersOf(file: string): string[] {
  const parent = dirname(file);
  return parent === '.' || parent === '/' ? [] : [...foldersOf(parent), parent];
}

const driveOf = async (image: string, partition: string): Promise<string> => drive(image, (await findPartition(image, partition)).offset);

const drive = (image: string, offset: number): string => `${image}@@${offset}`;
