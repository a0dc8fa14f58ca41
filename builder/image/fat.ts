/** Files on a FAT partition inside of an image file or device, by mtools: without mounting, without root for files. */
import { z } from 'zod';
import { CommandFailed, run } from '../system/run.ts';

const SfdiskOutput = z.object({
  partitiontable: z.object({
    sectorsize: z.number().default(512),
    partitions: z.array(z.object({ start: z.number(), size: z.number(), name: z.string().optional() })),
  }),
});

export interface Region {
  /** Bytes from the start of the image. */
  readonly offset: number;
  readonly bytes: number;
}

/** The partition with the GPT name `label`, or undefined where the image has none. */
export async function findPartition(image: string, label: string): Promise<Region | undefined> {
  const output = await readTable(image);
  if (output === undefined) return undefined;
  const { sectorsize, partitions } = SfdiskOutput.parse(JSON.parse(output)).partitiontable;
  const found = partitions.find((partition) => partition.name === label);
  return found && { offset: found.start * sectorsize, bytes: found.size * sectorsize };
}

// What holds no table at all has no such partition either.
async function readTable(image: string): Promise<string | undefined> {
  try {
    return await run({
      title: `reading the partition table of ${image}`,
      file: 'sfdisk',
      args: ['--json', image],
      environment: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' },
      hint: 'is it a Pintxo image, and is the package fdisk installed?',
    });
  } catch (error) {
    if (error instanceof CommandFailed && error.lastLines.some((line) => line.includes('does not contain a recognized partition table'))) return undefined;
    throw error;
  }
}

/** Removes a file from the FAT file system that starts at `offset`, where it is there. */
export async function removeFatFile(image: string, offset: number, name: string): Promise<void> {
  await run({ title: `removing ${name} from ${image}`, file: 'mdel', args: ['-i', `${image}@@${offset}`, `::${name}`], environment: { MTOOLS_SKIP_CHECK: '1' } }).catch((error: unknown) => {
    if (!(error instanceof CommandFailed) || !error.lastLines.some((line) => /not found/i.test(line))) throw error;
  });
}

/** The text of a file of the FAT file system that starts at `offset`; undefined where it is not there. It shows in no message. */
export async function readFatFile(image: string, offset: number, name: string): Promise<string | undefined> {
  const reading = run({ title: `reading ${name} from ${image}`, file: 'mcopy', args: ['-i', `${image}@@${offset}`, `::${name}`, '-'], environment: { MTOOLS_SKIP_CHECK: '1' } });
  return reading.catch((error: unknown) => {
    if (!(error instanceof CommandFailed)) throw error;
    if (error.lastLines.some((line) => /not found/i.test(line))) return undefined;
    throw new CommandFailed(error.command, error.reason, []);
  });
}

/** Writes (or replaces) a file of the FAT file system that starts at `offset`; folders in its name must be there. */
export async function writeFatFile(image: string, offset: number, name: string, content: Uint8Array, seconds?: number): Promise<void> {
  await run({
    title: `writing ${name} into ${image}`,
    file: 'mcopy',
    args: ['-o', '-i', `${image}@@${offset}`, '-', `::${name}`],
    input: content,
    environment: { MTOOLS_SKIP_CHECK: '1', ...(seconds === undefined ? {} : { SOURCE_DATE_EPOCH: String(seconds) }) },
    hint: 'is the package mtools installed, and may this user write to the image?',
  });
}
