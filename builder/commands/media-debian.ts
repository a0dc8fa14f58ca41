import { join } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { modules } from '../../templates/registry.ts';
import { runStages } from '../image/build.ts';
import { findPartition, writeFatFile } from '../image/fat.ts';
import { buildObserver } from '../image/observer.ts';
import { readImageSettings } from '../image/read-settings.ts';
import { readDebianSettings } from '../media/debian/read-settings.ts';
import { debianStages } from '../media/debian/stages.ts';
import { renderTarget, type TargetFile } from '../media/targets.ts';
import { colourOn, formatBytes, printLine, warnLine } from '../report/output.ts';
import { formatProblems } from '../report/problems.ts';
import { withProgress } from '../report/progress.ts';
import { decodeText } from '../site/decode.ts';
import { placeInFile } from '../site/place-later.ts';
import { copy, moveTo, removeTree, sizeOf } from '../system/files.ts';
import { ownsUsers } from '../system/namespace.ts';
import { folders } from '../system/paths.ts';
import { release } from '../system/release.ts';
import { buildInNamespace } from './build.ts';
import { planFor } from './plan-site.ts';
import { defaultSiteFile, readSite, type ReadSite } from './read-site.ts';

interface DebianOptions {
  readonly out: string;
}

export function defineMediaDebian(media: Command, session: Session): void {
  media
    .command('debian')
    .description("makes a stick with Debian's own installer, which installs by itself and without internet, as the site file says")
    .argument('[site]', 'site file', defaultSiteFile)
    .option('--out <folder>', 'folder for the result', folders.output)
    .addHelpText('after', '\nEnvironment: PINTXO_MIRROR (Debian mirror), PINTXO_CACHE (folder for stage outputs), PINTXO_VERSION, SOURCE_DATE_EPOCH.')
    .action(async (site: string, options: DebianOptions) => session.finish(await mediaDebian(site, options, session)));
}

async function mediaDebian(file: string, { out }: DebianOptions, { signal }: Session): Promise<number> {
  const read = await readSite(file);
  const files = read === undefined ? undefined : siteFiles(read, file);
  if (read === undefined || files === undefined) return 1;
  if (!ownsUsers()) return buildInNamespace(signal);
  const image = join(out, `debian-${read.site.site.name}.img`);
  const stick = await buildStick(signal);
  await withProgress('writing the image', () => putTogether(stick, files, image));
  printLine(`${image} (${formatBytes(await sizeOf(image))}): flash it, start the machine from it; the machine switches itself off when it is installed`);
  return 0;
}

/** What the stick holds of the site, by names at the top of its drive; undefined after telling why there is nothing. */
function siteFiles({ site, bytes }: ReadSite, file: string): ReadonlyMap<string, TargetFile> | undefined {
  const planned = planFor(site, undefined);
  const tree = planned.ok ? renderTarget('debian', { plan: planned.plan, siteText: decodeText(bytes) }) : undefined;
  if (tree !== undefined && 'files' in tree) {
    for (const line of tree.leftOut ?? []) warnLine(`left out: ${line}`);
    return tree.files;
  }
  const findings = tree?.findings ?? [];
  warnLine(planned.ok ? formatProblems(placeInFile(bytes, file, findings), { colour: colourOn('stderr') }) : planned.problems.map(({ message }) => `error: ${message}`).join('\n'));
  return undefined;
}

/** The stick without a site; gives the path of its image. */
async function buildStick(signal: AbortSignal): Promise<string> {
  const [settings, debian] = await Promise.all([readImageSettings(), readDebianSettings()]);
  const parameters = { ...release(), settings, debian, modulePackages: modules.flatMap((module) => module.packages), mirror: process.env['PINTXO_MIRROR'] };
  const { outputs } = await runStages(debianStages(parameters), buildObserver(), signal);
  return join(outputs.get('debian-stick') ?? '', 'stick.img');
}

// The image appears when it is complete.
async function putTogether(stick: string, files: ReadonlyMap<string, TargetFile>, image: string): Promise<void> {
  const temporary = `${image}.part`;
  try {
    await copy(stick, temporary);
    const partition = await findPartition(temporary, 'PINTXO');
    if (partition === undefined) throw new Error(`${stick} has no partition PINTXO`);
    for (const [name, { content }] of files) await writeFatFile(temporary, partition.offset, name, Buffer.from(content));
    await moveTo(temporary, image);
  } finally {
    await removeTree(temporary);
  }
}
