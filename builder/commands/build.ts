import { join } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { modules } from '../../templates/registry.ts';
import { applianceStages } from '../image/stages.ts';
import { runStages, type BuildResult, type StageReport } from '../image/build.ts';
import { buildManifest } from '../image/manifest.ts';
import { buildObserver } from '../image/observer.ts';
import { readImageSettings } from '../image/read-settings.ts';
import type { Stage } from '../image/stage.ts';
import { formatBytes, printJson, printLine, warnLine } from '../report/output.ts';
import { withProgress } from '../report/progress.ts';
import { digestFile } from '../system/digest.ts';
import { copy, moveTo, readText, removeTree, sizeOf, writeText } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { release } from '../system/release.ts';
import { configureImage } from './configure.ts';
import { readSite } from './read-site.ts';

interface BuildOptions {
  readonly out: string;
  readonly json?: boolean;
}

export interface BuiltImage {
  readonly image: string;
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
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nEnvironment: PINTXO_MIRROR (Debian mirror), PINTXO_CACHE (folder for stage outputs), SOURCE_DATE_EPOCH.')
    .action(async (site: string | undefined, options: BuildOptions) => session.finish(await build(site, options, session)));
}

async function build(siteFile: string | undefined, { out, json }: BuildOptions, session: Session): Promise<number> {
  const read = siteFile === undefined ? undefined : await readSite(siteFile);
  if (siteFile !== undefined && read === undefined) return 1;
  if (process.getuid?.() !== 0) {
    warnLine('error: building needs root, to make files that belong to the system users of the image; use sudo');
    return 1;
  }
  const name = read === undefined ? 'pintxo' : `pintxo-${read.site.site.name}`;
  const built = await buildImage(join(out, name), read?.bytes, session.signal);
  if (json === true) printJson(built);
  else printLine(`${built.image} (${formatBytes(built.bytes)})`);
  return 0;
}

/** Builds `<base>.img`, `<base>.img.sha256` and `<base>.manifest.json`; the image appears when it is complete. */
export async function buildImage(base: string, site: Uint8Array | undefined, signal?: AbortSignal): Promise<BuiltImage> {
  const result = await runStages(await currentStages(), buildObserver(), signal);
  return withProgress('writing image, checksum and manifest', () => publish(base, result, site));
}

/** The stages of the image that this checkout makes. */
export async function currentStages(): Promise<readonly Stage[]> {
  return applianceStages({
    ...release(),
    settings: await readImageSettings(),
    modulePackages: modules.flatMap((module) => module.packages),
    mirror: process.env['PINTXO_MIRROR'],
  });
}

async function publish(base: string, { outputs, reports }: BuildResult, site: Uint8Array | undefined): Promise<BuiltImage> {
  const image = `${base}.img`;
  const temporary = `${image}.part`;
  try {
    await copy(join(outputs.get('stick') ?? '', 'pintxo.img'), temporary);
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
  await writeText(`${image}.sha256`, `${manifest.image.sha256}  ${image.split('/').at(-1)}\n`);
  await writeText(`${base}.manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  return { image, manifest: `${base}.manifest.json`, bytes: manifest.image.bytes, reports };
}
