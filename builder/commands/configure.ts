import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { findPartition, writeFatFile } from '../image/fat.ts';
import { printLine, warnLine } from '../report/output.ts';
import { isHeld } from '../system/block.ts';
import { exists, isEmptyFile, isFolder, isNamedPipe } from '../system/files.ts';
import { readSite } from './read-site.ts';

export function defineConfigure(program: Command, session: Session): void {
  program
    .command('configure')
    .description('puts a site file into a finished image or stick; nothing is built again')
    .argument('<image>', 'image file, or the device of a stick')
    .argument('<site>', 'site file')
    .action(async (image: string, site: string) => session.finish(await configure(image, site)));
}

async function configure(image: string, siteFile: string): Promise<number> {
  const read = await readSite(siteFile);
  if (read === undefined) return 1;
  const problem = await configureImage(image, read.bytes);
  if (problem !== undefined) warnLine(`error: ${problem}`);
  else printLine(`${image} will become ${read.site.site.domain}`);
  return problem === undefined ? 0 : 1;
}

/** Writes site.yaml into the image; gives what is wrong with the image instead, in words. */
export async function configureImage(image: string, site: Uint8Array): Promise<string | undefined> {
  if (isFolder(image)) return `${image} is a folder; name the image in it`;
  if (!exists(image)) return `there is no image ${image}; build one with: pintxo build`;
  if (isNamedPipe(image)) return `${image} is a pipe; name an image or the device of a stick`;
  if (isEmptyFile(image)) return `${image} is empty; build an image with: pintxo build`;
  if (await isHeld(image)) return `${image} is in use; unmount what is on it first: mounted, its drive PINTXO takes site.yaml by itself`;
  const partition = await findPartition(image, 'PINTXO');
  if (partition === undefined) return `${image} has no partition named PINTXO; is it a Pintxo image?`;
  await writeFatFile(image, partition.offset, 'site.yaml', site);
  return undefined;
}
