import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { findPartition, writeFatFile } from '../image/fat.ts';
import { printLine, warnLine } from '../report/output.ts';
import { exists, isEmptyFile, isFolder } from '../system/files.ts';
import { readSite } from './read-site.ts';

export function defineConfigure(program: Command, session: Session): void {
  program
    .command('configure')
    .description('puts a site file into a finished image or stick; nothing is built again')
    .argument('<image>', 'image file, or the device of a stick')
    .argument('[site]', 'site file')
    .option('--again', 'lets a stick that has installed a machine install one more, on whatever disk its site file chooses')
    .action(async (image: string, site: string | undefined, { again }: { again?: boolean }) => session.finish(await configure(image, site, again === true)));
}

async function configure(image: string, siteFile: string | undefined, again: boolean): Promise<number> {
  if (siteFile === undefined && !again) return refuse('name the site file, or say --again');
  const problem = again ? await allowAgain(image) : undefined;
  if (problem !== undefined) return refuse(problem);
  if (again) printLine(`${image} may install one more machine`);
  return siteFile === undefined ? 0 : configureSite(image, siteFile);
}

function refuse(problem: string): number {
  warnLine(`error: ${problem}`);
  return 1;
}

async function configureSite(image: string, siteFile: string): Promise<number> {
  const read = await readSite(siteFile);
  if (read === undefined) return 1;
  const problem = await configureImage(image, read.bytes);
  if (problem !== undefined) return refuse(problem);
  printLine(`${image} will become ${read.site.site.domain}`);
  return 0;
}

// A word that was never there before: the stick remembers those that have counted.
function allowAgain(image: string): Promise<string | undefined> {
  return putFile(image, 'again', Buffer.from(`${randomBytes(16).toString('hex')}\n`));
}

/** Writes site.yaml into the image; gives what is wrong with the image instead, in words. */
export function configureImage(image: string, site: Uint8Array): Promise<string | undefined> {
  return putFile(image, 'site.yaml', site);
}

async function putFile(image: string, name: string, content: Uint8Array): Promise<string | undefined> {
  if (isFolder(image)) return `${image} is a folder; name the image in it`;
  if (!exists(image)) return `there is no image ${image}; build one with: pintxo build`;
  if (isEmptyFile(image)) return `${image} is empty; build an image with: pintxo build`;
  const partition = await findPartition(image, 'PINTXO');
  if (partition === undefined) return `${image} has no partition named PINTXO; is it a Pintxo image?`;
  await writeFatFile(image, partition.offset, name, content);
  return undefined;
}
