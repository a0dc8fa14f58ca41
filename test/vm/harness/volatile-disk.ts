/** Disks as QEMU gets them: in place of an image whose writes may be lost, a scratch copy and what it takes to settle it. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MachineError } from './errors.ts';
import { overlay } from './images.ts';
import type { Random } from './random.ts';
import { type Replay, replay } from './replay.ts';
import type { DiskSpec } from './spec.ts';

/** A disk and, if it has one, the file into which QEMU logs every write. */
export interface AttachedDisk extends DiskSpec {
  readonly writeLog?: string | undefined;
}

export interface Attachment {
  readonly disk: AttachedDisk;
  /** After the machine ended: brings what it wrote into the image, by chance not all of it. Undefined for an ordinary disk. */
  readonly settle: (loss?: Random) => Promise<Replay | undefined>;
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined);

/** Makes a disk ready for a machine that keeps its files in `directory`. */
export async function attach(disk: DiskSpec, position: number, directory: string): Promise<Attachment> {
  if (disk.volatileCache === true) return attachVolatile(disk, position, directory);
  if (disk.discardWrites !== true) return { disk, settle: nothing };
  const scratch = await scratchCopy(disk, position, directory);
  return { disk: scratch, settle: () => rm(scratch.image, { force: true }).then(nothing) };
}

async function attachVolatile(disk: DiskSpec, position: number, directory: string): Promise<Attachment> {
  if (disk.format !== undefined && disk.format !== 'raw') throw new MachineError('only a raw image can have a volatile cache');
  const writeLog = disk.keepsLogAt ?? join(directory, `writes-${position}.log`);
  const scratch = await scratchCopy(disk, position, directory);
  await writeFile(writeLog, '');
  const settle = async (loss?: Random): Promise<Replay> => {
    const replayed = await replay(writeLog, disk.image, loss);
    await Promise.all([scratch.image, ...(disk.keepsLogAt === undefined ? [writeLog] : [])].map((path) => rm(path, { force: true })));
    return replayed;
  };
  return { disk: { ...scratch, writeLog }, settle };
}

async function scratchCopy(disk: DiskSpec, position: number, directory: string): Promise<DiskSpec> {
  const image = join(directory, `scratch-${position}.qcow2`);
  await rm(image, { force: true });
  await overlay(image, disk.image, disk.format);
  return { ...disk, image, format: 'qcow2' };
}
