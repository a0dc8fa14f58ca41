/** Putting files into a finished hybrid ISO, by xorriso: boot records, partition table and volume uuid stay as they are. */
import { dirname, join } from 'node:path';
import { copy, exists, isNamedPipe, moveTo, readBytes, removeTree, sizeOf, withTemporaryFolder, writeText } from '../system/files.ts';
import { digestFile } from '../system/digest.ts';
import { CommandFailed, run } from '../system/run.ts';
import { readSlice } from '../system/slice.ts';
import { freeBytes } from '../system/space.ts';

/** A file at the top of the medium: its content, or the file of this computer that it is. */
export type MediumFile = { readonly name: string; readonly content: string; readonly mode?: number } | { readonly name: string; readonly source: string };

export interface Injection {
  readonly iso: string;
  readonly out: string;
  readonly files: readonly MediumFile[];
  /** A file that a medium which can use them has, such as `/auto-installer-capable`, and what the medium is called. */
  readonly marker: { readonly path: string; readonly meaning: string };
}

/** Room for the folder records of the second session, in bytes. */
const sessionBytes = 8 * 2 ** 20;

/**
 * Makes `out` of `iso` and the files. Returns in words why not; then `out` is as it was before. `out` appears only after
 * everything in it was read back.
 */
export async function injectFiles(injection: Injection, signal?: AbortSignal): Promise<string | undefined> {
  const problem = (await refuseIso(injection)) ?? (await refuseRoom(injection));
  if (problem !== undefined) return problem;
  const partial = `${injection.out}.part`;
  try {
    await copy(injection.iso, partial);
    const before = await bootRecords(injection.iso);
    await withTemporaryFolder(async (folder) => addFiles(partial, injection.files, before.uuid, folder, signal));
    const difference = await refuseResult(partial, before, injection.files);
    if (difference !== undefined) return difference;
    await moveTo(partial, injection.out);
    return undefined;
  } finally {
    await removeTree(partial);
  }
}

async function refuseIso({ iso, marker }: Injection): Promise<string | undefined> {
  if (!exists(iso)) return `there is no file ${iso}`;
  if (isNamedPipe(iso)) return `${iso} is a pipe, not an ISO image`;
  const cut = await refuseDescriptor(iso);
  if (cut !== undefined) return cut;
  try {
    const found = await xorriso(`looking into ${iso}`, ['-indev', iso, '-find', marker.path, '-exec', 'report_lba']);
    return found.includes(marker.path) ? undefined : `${iso} is not ${marker.meaning}: it has no ${marker.path}`;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return /did not start|ENOENT/.test(error.reason) ? 'the program xorriso is not installed; on Debian: sudo apt install xorriso' : missingOrDamaged(error, iso, marker);
  }
}

function missingOrDamaged(error: CommandFailed, iso: string, marker: Injection['marker']): string {
  const isMissing = error.lastLines.some((line) => line.includes('Cannot find path'));
  if (isMissing) return `${iso} is not ${marker.meaning}: it has no ${marker.path}`;
  return `${iso} cannot be read as an ISO image; download it again and compare its checksum`;
}

const sector = 2048;

// The first descriptor of ISO 9660 says how long the volume is.
async function refuseDescriptor(iso: string): Promise<string | undefined> {
  const descriptor = await readSlice(iso, 16 * sector, sector);
  if (descriptor.subarray(1, 6).toString('latin1') !== 'CD001') return `${iso} is not an ISO image`;
  const bytes = descriptor.readUInt32LE(80) * sector;
  const have = await sizeOf(iso);
  return have >= bytes ? undefined : `${iso} is cut: it has ${have} bytes of ${bytes}; download it again`;
}

async function refuseRoom({ iso, out, files }: Injection): Promise<string | undefined> {
  const sizes = await Promise.all(files.map(async (file) => ('source' in file ? sizeOf(file.source) : Buffer.byteLength(file.content))));
  const needed = (await sizeOf(iso)) + sizes.reduce((sum, size) => sum + size, sessionBytes);
  const free = await freeBytes(dirname(out));
  return free >= needed ? undefined : `${dirname(out)} has ${free} bytes free, ${needed} are needed; make room or name another folder`;
}

async function addFiles(image: string, files: readonly MediumFile[], uuid: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const maps: string[] = [];
  for (const file of files) {
    const source = 'source' in file ? file.source : join(folder, file.name);
    if ('content' in file) await writeText(source, file.content, file.mode);
    maps.push('-map', source, `/${file.name}`);
  }
  const args = ['-boot_image', 'any', 'keep', '-volume_date', 'uuid', uuid, '-dev', image, ...maps, '-commit'];
  await xorriso(`putting ${files.map(({ name }) => name).join(', ')} into ${image}`, args, signal);
}

export interface BootRecords {
  /** Time stamp by which the boot loader finds its medium. */
  readonly uuid: string;
  readonly volume: string;
  /** Boot images and partitions, as xorriso reports them, without what grows with the volume. */
  readonly report: readonly string[];
  /** The program that BIOS runs, hexadecimal. */
  readonly code: string;
}

/** What must be the same before and after. */
export async function bootRecords(iso: string): Promise<BootRecords> {
  const report = await xorriso(`reading the boot records of ${iso}`, ['-indev', iso, '-pvd_info', '-report_el_torito', 'plain', '-report_system_area', 'plain']);
  const command = await xorriso(`reading the volume uuid of ${iso}`, ['-indev', iso, '-report_system_area', 'cmd']);
  const lines = report.split('\n').map((line) => line.trimEnd());
  return {
    uuid: /^-volume_date uuid '?(\d+)'?/m.exec(command)?.[1] ?? '',
    volume: /^Volume Id *: *(.*)$/m.exec(report)?.[1] ?? '',
    report: lines.filter((line) => /^(El Torito (boot img|img path|img opts)|GPT|MBR partition) /.test(line)),
    code: (await readSlice(iso, 0, 440)).toString('hex'),
  };
}

async function refuseResult(image: string, before: BootRecords, files: readonly MediumFile[]): Promise<string | undefined> {
  const after = await bootRecords(image);
  const isSame = JSON.stringify(after) === JSON.stringify(before);
  if (!isSame) return `the boot records of the new image are not those of the old one; xorriso may be too old (1.5.4 works)`;
  return withTemporaryFolder(async (folder) => {
    for (const file of files) {
      const back = join(folder, file.name);
      await xorriso(`reading ${file.name} back`, ['-osirrox', 'on', '-indev', image, '-extract', `/${file.name}`, back]);
      if (!(await isSameContent(file, back))) return `${file.name} could not be read back from the new image`;
    }
    return undefined;
  });
}

async function isSameContent(file: MediumFile, back: string): Promise<boolean> {
  if ('source' in file) return (await digestFile(file.source)) === (await digestFile(back));
  return Buffer.compare(await readBytes(back), Buffer.from(file.content)) === 0;
}

async function xorriso(title: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  return run({ title, file: 'xorriso', args: ['-no_rc', ...args], hint: 'on Debian: sudo apt install xorriso' }, { signal });
}
