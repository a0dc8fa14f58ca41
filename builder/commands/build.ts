import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { modules } from '../../templates/registry.ts';
import { applianceStages } from '../image/stages.ts';
import { runStages, type BuildResult, type StageReport } from '../image/build.ts';
import { buildManifest } from '../image/manifest.ts';
import { buildObserver } from '../image/observer.ts';
import { readImageSettings } from '../image/read-settings.ts';
import type { Stage } from '../image/stage.ts';
import { makeIso } from '../media/iso/make-iso.ts';
import { formatBytes, printJson, printLine, warnLine } from '../report/output.ts';
import { withProgress } from '../report/progress.ts';
import { digestFile } from '../system/digest.ts';
import { copy, moveTo, readBytes, readText, removeTree, sizeOf, writeText } from '../system/files.ts';
import { againInNamespace, ownsUsers, refuseNamespace } from '../system/namespace.ts';
import { keysFolder, signingKeys, type SigningKeys } from '../system/keys.ts';
import { folders } from '../system/paths.ts';
import { release } from '../system/release.ts';
import { loginName } from '../system/surroundings.ts';
import { signMinisign, type SecretKey } from '../trust/minisign.ts';
import { signaturePath } from '../trust/manifest.ts';
import { findPartition, writeFatFile } from '../image/fat.ts';
import { stickEspLabel } from '../../installer/plan/labels.ts';
import { configureImage } from './configure.ts';
import { readSite } from './read-site.ts';

interface BuildOptions {
  readonly out: string;
  readonly iso?: boolean;
  readonly json?: boolean;
}

export interface BuiltImage {
  readonly image: string;
  /** The same content as a CD-ROM image, where it was asked for. */
  readonly iso?: string;
  readonly manifest: string;
  readonly bytes: number;
  readonly reports: readonly StageReport[];
}

export function defineBuild(program: Command, session: Session): void {
  program
    .command('build')
    .description('builds the image; without a site file, the generic one that waits for a site.yaml')
    .argument('[site]', 'site file to put into the image')
    .option('--out <folder>', 'folder for the image, its checksum and manifest', folders.output)
    .option('--iso', 'make a CD-ROM image of the same content as well')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nEnvironment: PINTXO_MIRROR (Debian mirror), PINTXO_CACHE (folder for stage outputs), PINTXO_VERSION, SOURCE_DATE_EPOCH,\nPINTXO_KEYS (folder of the key that signs what you build).')
    .action(async (site: string | undefined, options: BuildOptions) => session.finish(await build(site, options, session)));
}

async function build(siteFile: string | undefined, { out, iso, json }: BuildOptions, session: Session): Promise<number> {
  const read = siteFile === undefined ? undefined : await readSite(siteFile);
  if (siteFile !== undefined && read === undefined) return 1;
  if (!ownsUsers()) return buildInNamespace(session.signal);
  const name = read === undefined ? 'pintxo' : `pintxo-${read.site.site.name}`;
  const base = join(out, name);
  const image = await buildImage(base, read?.bytes, session.signal);
  const built = iso === true ? { ...image, iso: await withProgress('making the CD-ROM image', () => publishIso(base)) } : image;
  if (json === true) printJson(built);
  else for (const file of [built.image, built.iso]) if (file !== undefined) printLine(`${file} (${formatBytes(built.bytes)})`);
  return 0;
}

/** Files of the image belong to its own system users: who is not root needs spare user numbers for them. */
export async function buildInNamespace(signal: AbortSignal): Promise<number> {
  const refusal = await refuseNamespace();
  // In there the user is root: the folder for stage outputs must stay the user's.
  if (refusal === undefined) return againInNamespace({ PINTXO_CACHE: folders.cache, PINTXO_KEYS: keysFolder() }, signal);
  const name = loginName();
  [
    `error: building makes files that belong to the system users of the image, and ${name} may not do so here: ${refusal}`,
    'Either build as root (sudo), or let this user have numbers for them, once, as root:',
    '  apt-get install uidmap',
    `  usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${name}`,
    'Inside of containers, and where the kernel forbids user namespaces, only root can build.',
  ].forEach(warnLine);
  return 1;
}

/** Builds `<base>.img`, `<base>.img.sha256` and `<base>.manifest.json`; the image appears when it is complete. */
export async function buildImage(base: string, site: Uint8Array | undefined, signal?: AbortSignal): Promise<BuiltImage> {
  const keys = await signingKeys();
  if (keys.made !== undefined) printLine(`Your key for signing systems was made: ${keys.made}. Keep it, and a copy elsewhere: your machines take newer systems only from it.`);
  const result = await runStages(await stagesWith(keys), buildObserver(), signal);
  if (keys.secret === undefined) warnLine(`warning: the image is not signed, since ${keysFolder()} has no builder.key: machines ask before they take its system`);
  return withProgress('writing image, signature, checksum and manifest', () => publish(base, result, site, keys));
}

/** The stages of the image that this checkout makes. */
export async function currentStages(): Promise<readonly Stage[]> {
  return stagesWith(await signingKeys());
}

async function stagesWith({ trusted, unofficial }: SigningKeys): Promise<readonly Stage[]> {
  return applianceStages({
    ...release(),
    settings: await readImageSettings(),
    modulePackages: modules.flatMap((module) => module.packages),
    keys: trusted,
    unofficial,
    mirror: process.env['PINTXO_MIRROR'],
  });
}

async function publish(base: string, { outputs, reports }: BuildResult, site: Uint8Array | undefined, { secret }: SigningKeys): Promise<BuiltImage> {
  const image = `${base}.img`;
  const temporary = `${image}.part`;
  try {
    await copy(join(outputs.get('stick') ?? '', 'pintxo.img'), temporary);
    if (secret !== undefined) await signImage(temporary, await readBytes(join(outputs.get('manifest') ?? '', 'manifest.json')), secret);
    const problem = site === undefined ? undefined : await configureImage(temporary, site);
    if (problem !== undefined) throw new Error(problem);
    await moveTo(temporary, image);
  } finally {
    await removeTree(temporary);
  }
  const root = outputs.get('root') ?? '';
  const manifest = buildManifest({
    release: release(),
    image: { bytes: await sizeOf(image), sha256: await digestFile(image) },
    root: { bytes: await sizeOf(join(root, 'root.erofs')), hash: (await readText(join(root, 'roothash'))).trim() },
    packages: await readText(join(root, 'packages.tsv')),
    reports,
  });
  await writeChecksum(image, manifest.image.sha256);
  await writeText(`${base}.manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  return { image, manifest: `${base}.manifest.json`, bytes: manifest.image.bytes, reports };
}

async function signImage(image: string, manifest: Uint8Array, secret: SecretKey): Promise<void> {
  const { version, epoch } = release();
  const esp = await findPartition(image, stickEspLabel);
  if (esp === undefined) throw new Error(`${image} has no partition ${stickEspLabel}`);
  const signature = signMinisign(manifest, secret, `pintxo ${version} ${epoch}`);
  await writeFatFile(image, esp.offset, signaturePath, Buffer.from(signature), epoch);
}

/** Makes `<base>.iso` and `<base>.iso.sha256` of `<base>.img`. */
async function publishIso(base: string): Promise<string> {
  const iso = `${base}.iso`;
  await makeIso(`${base}.img`, iso, release().epoch);
  await writeChecksum(iso, await digestFile(iso));
  return iso;
}

async function writeChecksum(file: string, sha256: string): Promise<void> {
  await writeText(`${file}.sha256`, `${sha256}  ${basename(file)}\n`);
}
