import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Session } from '../cli.ts';
import { renderTarget, targets, type Target, type TargetFile } from '../media/targets.ts';
import { renderPlan, type RenderedFile } from '../render/render.ts';
import { colourOn, printLine, warnLine } from '../report/output.ts';
import { formatProblems } from '../report/problems.ts';
import { decodeText } from '../site/decode.ts';
import { placeInFile } from '../site/place-later.ts';
import { exists, isFolder, linkTo, listFolder, readBytes, withUsualUmask, writeText } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { loadTemplates } from '../system/templates.ts';
import { planFile, planFor, type PlannedFile } from './plan-site.ts';
import { defaultSiteFile } from './read-site.ts';

interface RenderOptions {
  readonly out: string;
  readonly machine?: string;
  readonly target: 'appliance' | Target;
}

type Files = ReadonlyMap<string, RenderedFile | TargetFile>;

export function defineRender(program: Command, session: Session): void {
  program
    .command('render')
    .description('writes the files as they will be on the machine, or on the medium of another carrier')
    .argument('[site]', 'site file', defaultSiteFile)
    .requiredOption('--out <folder>', 'empty or new folder for the files')
    .option('--machine <inventory.json>', 'inventory of the machine; without it, a machine with two links is assumed')
    .addOption(new Option('--target <carrier>', 'what they are for').choices(['appliance', ...targets]).default('appliance'))
    .action(async (file: string, options: RenderOptions) => session.finish(await render(file, options)));
}

async function render(file: string, { out, machine, target }: RenderOptions): Promise<number> {
  const planned = await planFile(file, machine);
  const refusal = await refuseFolder(out);
  if (refusal !== undefined) warnLine(`error: ${refusal}`);
  if (planned === undefined || refusal !== undefined) return 1;
  const files = target === 'appliance' ? renderPlan(planned.plan, await loadTemplates(folders.templates)) : await renderCarrier(target, planned, file);
  if (files === undefined) return 1;
  await withUsualUmask(async () => {
    for (const [path, content] of files) await place(join(out, path), content);
  });
  printLine(`${files.size} files in ${out}`);
  return 0;
}

// An empty name, as from a shell variable that is not set, would be the root of this computer.
async function refuseFolder(out: string): Promise<string | undefined> {
  if (out.trim() === '') return '--out names no folder; name an empty or new one';
  if (exists(out) && !isFolder(out)) return `${out} is a file; name an empty or new folder`;
  return (await listFolder(out)).length > 0 ? `${out} is not empty; name an empty or new folder` : undefined;
}

/** Undefined after telling why the carrier cannot have this site. */
async function renderCarrier(target: Target, { site, plan, inventory }: PlannedFile, file: string): Promise<Files | undefined> {
  const bytes = await readBytes(file);
  const house = planFor(site, undefined);
  const tree = renderTarget(target, { plan: house.ok ? house.plan : plan, siteText: decodeText(bytes), inventory });
  if ('files' in tree) {
    for (const line of tree.leftOut ?? []) warnLine(`left out: ${line}`);
    return tree.files;
  }
  warnLine(formatProblems(placeInFile(bytes, file, tree.findings), { colour: colourOn('stderr') }));
  return undefined;
}

async function place(path: string, file: RenderedFile | TargetFile): Promise<void> {
  if ('target' in file) await linkTo(path, file.target);
  else await writeText(path, file.content, file.mode);
}
