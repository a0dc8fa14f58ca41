/** Partition tables of raw images. */
import { z } from 'zod';
import { MachineError } from './errors.ts';
import { run } from './process.ts';

export interface Partition {
  /** GPT partition name; empty when it has none. */
  readonly label: string;
  /** GPT type, in capitals. */
  readonly type: string;
  /** GPT partition id, in capitals. */
  readonly uuid: string;
  /** Bytes from the start of the disk. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

export interface NewPartition {
  readonly label: string;
  readonly mebibytes: number;
  /** sfdisk's short names: U is EFI system, L is Linux data. Default L. */
  readonly type?: string | undefined;
}

const Table = z.object({
  partitiontable: z.object({
    sectorsize: z.number().default(512),
    partitions: z.array(z.object({
      start: z.number(), size: z.number(), type: z.string().default(''), name: z.string().default(''), uuid: z.string().default(''),
    })).default([]),
  }),
});

/** Reads the partition table. @throws CommandError when the image has none. */
export async function readPartitions(image: string): Promise<Partition[]> {
  const { partitiontable: table } = Table.parse(JSON.parse(await run('sfdisk', ['--json', image], { what: 'reading a partition table' })));
  return table.partitions.map(({ start, size, name, type, uuid }) => ({
    label: name, type, uuid, offset: start * table.sectorsize, size: size * table.sectorsize,
  }));
}

/** The one partition with this label. @throws MachineError when there is none, naming those there are. */
export async function findPartition(image: string, label: string): Promise<Partition> {
  const partitions = await readPartitions(image);
  const found = partitions.find((partition) => partition.label === label);
  if (found !== undefined) return found;
  throw new MachineError(`${image} has no partition ${label}; it has ${partitions.map((partition) => partition.label).join(', ') || 'none'}`);
}

/** Writes a new GPT with these partitions, one after another. */
export async function writePartitions(image: string, partitions: readonly NewPartition[]): Promise<void> {
  const lines = partitions.map(({ label, mebibytes, type = 'L' }) => `size=${mebibytes}MiB, type=${type}, name="${label}"`);
  await run('sfdisk', ['--quiet', image], { what: 'writing a partition table', input: ['label: gpt', ...lines, ''].join('\n') });
}
