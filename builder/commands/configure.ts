import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { findPartition, removeFatFile, writeFatFile } from '../image/fat.ts';
import { printLine, warnLine } from '../report/output.ts';
import { exists, isEmptyFile, isFolder } from '../system/files.ts';
import { signSite } from '../system/site-signature.ts';
import { siteSignatureName } from '../trust/site-signature.ts';
import { readSite } from './read-site.ts';

export function defineConfigure(program: Command, session: Session): void {
  program
    .command('configure')
    .description('puts a site file into a finished image or stick; nothing is built again')
    .argument('<image>', 'image file, or the device of a stick')
    .argument('<site>', 'site file')
    .option('--sign-with <key>', 'sign the site with an SSH key of the present site, for a machine whose data is encrypted; the .pub file where an agent or a token has the key')
    .action(async (image: string, site: string, { signWith }: { signWith?: string }) => session.finish(await configure(image, site, signWith)));
}

async function configure(image: string, siteFile: string, key: string | undefined): Promise<number> {
  const read = await readSite(siteFile);
  if (read === undefined) return 1;
  const signature = key === undefined ? undefined : await signSite(read.bytes, key);
  const problem = await configureImage(image, read.bytes, signature);
  if (problem !== undefined) warnLine(`error: ${problem}`);
  else printLine(`${image} will become ${read.site.site.domain}`);
  return problem === undefined ? 0 : 1;
}

/** Writes site.yaml and its signature into the image; gives what is wrong with the image instead, in words. */
export async function configureImage(image: string, site: Uint8Array, signature?: string): Promise<string | undefined> {
  if (isFolder(image)) return `${image} is a folder; name the image in it`;
  if (!exists(image)) return `there is no image ${image}; build one with: pintxo build`;
  if (isEmptyFile(image)) return `${image} is empty; build an image with: pintxo build`;
  const partition = await findPartition(image, 'PINTXO');
  if (partition === undefined) return `${image} has no partition named PINTXO; is it a Pintxo image?`;
  // One of an earlier site would only puzzle.
  await removeFatFile(image, partition.offset, siteSignatureName);
  await writeFatFile(image, partition.offset, 'site.yaml', site);
  if (signature !== undefined) await writeFatFile(image, partition.offset, siteSignatureName, Buffer.from(signature));
  return undefined;
}
