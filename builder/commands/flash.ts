import type { Command } from 'commander';
import { z } from 'zod';
import type { Session } from '../cli.ts';
import { BlockDevice, describeDevice, refusalsFor } from '../media/flash-target.ts';
import { formatBytes, printLine, warnLine } from '../report/output.ts';
import { withProgress } from '../report/progress.ts';
import { digestStart, isHeld, writeImage } from '../system/block.ts';
import { digestFile } from '../system/digest.ts';
import { exists, isPlainFile, sizeOf } from '../system/files.ts';
import { confirm } from '../system/prompt.ts';
import { run } from '../system/run.ts';

interface FlashOptions {
  readonly serial?: string;
  readonly yes?: boolean;
}

export function defineFlash(program: Command, session: Session): void {
  program
    .command('flash')
    .description('writes an image to a stick, and reads it back')
    .argument('<image>', 'image file')
    .argument('<device>', 'the whole stick, such as /dev/sdb')
    .option('--serial <serial>', 'serial of the disk, needed for one that is not removable')
    .option('--yes', 'do not ask')
    .action(async (image: string, device: string, options: FlashOptions) => session.finish(await flash(image, device, options, session)));
}

async function flash(image: string, path: string, { serial, yes }: FlashOptions, { signal }: Session): Promise<number> {
  for (const file of [image, path]) if (!exists(file)) return refuse([`there is no ${file}`]);
  if (!isPlainFile(image)) return refuse([`${image} is not the file of an image`]);
  const device = await readDevice(path);
  if (device === undefined) return refuse([`${path} is not a disk; lsblk lists the disks`]);
  const imageBytes = await sizeOf(image);
  const refusals = refusalsFor({ device, imageBytes, serial, isHeld: await isHeld(device.name) });
  if (refusals.length > 0) return refuse(refusals);
  const description = `${device.name} (${describeDevice(device, formatBytes(device.size))})`;
  if (yes !== true && !(await confirm(`Erase everything on ${description}?`))) return refuse(['nothing was written']);
  return writeAndVerify(image, imageBytes, device.name, signal);
}

async function writeAndVerify(image: string, imageBytes: number, device: string, signal: AbortSignal): Promise<number> {
  const percent = (bytes: number): string => `${Math.floor((100 * bytes) / imageBytes)} %`;
  await withProgress(`writing ${formatBytes(imageBytes)} to ${device}`, (progress) =>
    writeImage(image, device, { signal, onBytes: (bytes) => progress.detail(percent(bytes)) }),
  );
  const written = await withProgress(`reading ${device} back`, (progress) =>
    digestStart(device, imageBytes, { signal, onBytes: (bytes) => progress.detail(percent(bytes)) }),
  );
  if (written !== (await digestFile(image))) return refuse([`${device} does not hold what was written; use another stick`]);
  printLine(`${device} holds ${image}; it can be taken out.`);
  return 0;
}

async function readDevice(path: string): Promise<BlockDevice | undefined> {
  const columns = 'NAME,TYPE,SIZE,RM,HOTPLUG,RO,SERIAL,VENDOR,MODEL,MOUNTPOINTS';
  try {
    const output = await run({ title: `looking at ${path}`, file: 'lsblk', args: ['--json', '--bytes', '--paths', '--output', columns, path] });
    return z.object({ blockdevices: z.array(BlockDevice) }).parse(JSON.parse(output)).blockdevices[0];
  } catch {
    return undefined;
  }
}

function refuse(reasons: readonly string[]): number {
  reasons.forEach((reason) => warnLine(`error: ${reason}`));
  return 1;
}
