import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { findPartition, removeFatFile, writeFatFile } from '../image/fat.ts';
import { printLine, warnLine } from '../report/output.ts';
import { signSite } from '../system/site-signature.ts';
import { siteSignatureName } from '../trust/site-signature.ts';
import { isHeld } from '../system/block.ts';
import { exists, isEmptyFile, isFolder, isNamedPipe } from '../system/files.ts';
import { readSite } from './read-site.ts';

export function defineConfigure(program: Command, session: Session): void {
  program
    .command('configure')
    .description('puts a site file into a finished image or stick; nothing is built again')
    .argument('<image>', 'image file, or the device of a stick')
    .argument('[site]', 'site file')
    .option('--again', 'lets a stick that has installed a machine install one more, on whatever disk its site file chooses')
    .option('--sign-with <key>', 'sign the site with an SSH key of the present site, for a machine whose data is encrypted; the .pub file where an agent or a token has the key')
    .action(async (image: string, site: string | undefined, options: ConfigureOptions) => session.finish(await configure(image, site, options)));
}

interface ConfigureOptions {
  readonly again?: boolean;
  /** Path of an SSH key. */
  readonly signWith?: string;
}

async function configure(image: string, siteFile: string | undefined, { again = false, signWith }: ConfigureOptions): Promise<number> {
  if (siteFile === undefined && !again) return refuse('name the site file, or say --again');
  const problem = again ? await allowAgain(image) : undefined;
  if (problem !== undefined) return refuse(problem);
  if (again) printLine(`${image} may install one more machine`);
  return siteFile === undefined ? 0 : configureSite(image, siteFile, signWith);
}

function refuse(problem: string): number {
  warnLine(`error: ${problem}`);
  return 1;
}

async function configureSite(image: string, siteFile: string, key: string | undefined): Promise<number> {
  const read = await readSite(siteFile);
  if (read === undefined) return 1;
  const signature = key === undefined ? undefined : await signSite(read.bytes, key);
  const problem = await configureImage(image, read.bytes, signature);
  if (problem !== undefined) return refuse(problem);
  printLine(`${image} will become ${read.site.site.domain}`);
  return 0;
}

// A word that was never there before: the stick remembers those that have counted.
function allowAgain(image: string): Promise<string | undefined> {
  return putFiles(image, new Map([['again', Buffer.from(`${randomBytes(16).toString('hex')}\n`)]]));
}

/** Writes site.yaml and its signature into the image; gives what is wrong with the image instead, in words. */
export function configureImage(image: string, site: Uint8Array, signature?: string): Promise<string | undefined> {
  // A signature of an earlier site would only puzzle.
  return putFiles(image, new Map([[siteSignatureName, signature === undefined ? undefined : Buffer.from(signature)], ['site.yaml', site]]));
}

/** Writes files to the drive PINTXO; one without content is removed. */
async function putFiles(image: string, files: ReadonlyMap<string, Uint8Array | undefined>): Promise<string | undefined> {
  if (isFolder(image)) return `${image} is a folder; name the image in it`;
  if (!exists(image)) return `there is no image ${image}; build one with: pintxo build`;
  if (isNamedPipe(image)) return `${image} is a pipe; name an image or the device of a stick`;
  if (isEmptyFile(image)) return `${image} is empty; build an image with: pintxo build`;
  if (await isHeld(image)) return `${image} is in use; unmount what is on it first: mounted, its drive PINTXO takes site.yaml by itself`;
  const partition = await findPartition(image, 'PINTXO');
  if (partition === undefined) return `${image} has no partition named PINTXO; is it a Pintxo image?`;
  for (const [name, content] of files) {
    if (content === undefined) await removeFatFile(image, partition.offset, name);
    else await writeFatFile(image, partition.offset, name, content);
  }
  return undefined;
}
