import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { findPartition, readFatFile, removeFatFile, writeFatFile } from '../image/fat.ts';
import { printLine, warnLine } from '../report/output.ts';
import { signSite } from '../system/site-signature.ts';
import { siteSignatureName } from '../trust/site-signature.ts';
import { isHeld } from '../system/block.ts';
import { exists, isEmptyFile, isFolder, isNamedPipe } from '../system/files.ts';
import { secretsFileName } from '../site/secrets-file.ts';
import type { Site } from '../site/site.ts';
import { neededBy } from './check-secrets.ts';
import { askForSecrets, BrokenSecrets, inClear, namesIn, withSecrets } from './configure-secrets.ts';
import { readSite } from './read-site.ts';

export function defineConfigure(program: Command, session: Session): void {
  program
    .command('configure')
    .description('puts a site file into a finished image or stick; nothing is built again')
    .argument('<image>', 'image file, or the device of a stick')
    .argument('[site]', 'site file')
    .option('--again', 'lets a stick that has installed a machine install one more, on whatever disk its site file chooses')
    .option('--sign-with <key>', 'sign the site with an SSH key of the present site, for a machine whose data is encrypted; the .pub file where an agent or a token has the key')
    .option('--secret <name>', 'a secret that the site needs, such as wan.password: asked for, or read from standard input; may be given several times', several)
    .action(async (image: string, site: string | undefined, options: ConfigureOptions, command: Command) => {
      if (site === undefined && options.again !== true && options.secret === undefined) command.error("error: missing required argument 'site'");
      session.finish(await configure(image, site, options));
    });
}

interface ConfigureOptions {
  readonly again?: boolean;
  /** Path of an SSH key. */
  readonly signWith?: string;
  /** Names of secrets. */
  readonly secret?: readonly string[];
}

const several = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];

async function configure(image: string, siteFile: string | undefined, { again = false, signWith, secret: names = [] }: ConfigureOptions): Promise<number> {
  const problem = (again ? await allowAgain(image) : undefined) ?? (await addSecrets(image, names));
  if (problem !== undefined) return refuse(problem);
  if (again) printLine(`${image} may install one more machine`);
  if (names.length > 0) printLine(inClear([...new Set(names)], image));
  return siteFile === undefined ? 0 : configureSite(image, siteFile, signWith);
}

/** Asks for the secrets and puts them on the drive; gives what is wrong instead, in words. */
async function addSecrets(image: string, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const place = await findDrive(image);
  if ('problem' in place) return place.problem;
  const asked = await askForSecrets(names);
  if ('problem' in asked) return asked.problem;
  try {
    const text = withSecrets(await readFatFile(image, place.offset, secretsFileName), asked.secrets);
    return await putFiles(image, new Map([[secretsFileName, Buffer.from(text)]]));
  } catch (error) {
    if (!(error instanceof BrokenSecrets)) throw error;
    return `the ${secretsFileName} that is on ${image} has mistakes; mend or remove it first\n${error.message}`;
  }
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
  await tellMissing(image, read.site);
  return 0;
}

async function tellMissing(image: string, site: Site): Promise<void> {
  const needed = neededBy(site);
  const place = needed.length === 0 ? undefined : await findDrive(image);
  if (place === undefined || 'problem' in place) return;
  const there = namesIn(await readFatFile(image, place.offset, secretsFileName));
  for (const { name, title } of needed.filter((secret) => !there.includes(secret.name))) {
    warnLine(`warning: this site needs the secret ${name} (${title}), which is not on ${image}; add it with: pintxo configure --secret ${name} ${image}`);
  }
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
  const place = await findDrive(image);
  if ('problem' in place) return place.problem;
  for (const [name, content] of files) {
    if (content === undefined) await removeFatFile(image, place.offset, name);
    else await writeFatFile(image, place.offset, name, content);
  }
  return undefined;
}

/** Where the drive PINTXO begins in the image, or what is wrong with the image, in words. */
async function findDrive(image: string): Promise<{ readonly offset: number } | { readonly problem: string }> {
  if (isFolder(image)) return { problem: `${image} is a folder; name the image in it` };
  if (!exists(image)) return { problem: `there is no image ${image}; build one with: pintxo build` };
  if (isNamedPipe(image)) return { problem: `${image} is a pipe; name an image or the device of a stick` };
  if (isEmptyFile(image)) return { problem: `${image} is empty; build an image with: pintxo build` };
  if (await isHeld(image)) return { problem: `${image} is in use; unmount what is on it first: mounted, its drive PINTXO takes site.yaml by itself` };
  const partition = await findPartition(image, 'PINTXO');
  if (partition === undefined) return { problem: `${image} has no partition named PINTXO; is it a Pintxo image?` };
  return partition;
}
