import { join } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { renderPlan, type RenderedFile } from '../render/render.ts';
import { printLine, warnLine } from '../report/output.ts';
import { linkTo, listFolder, withUsualUmask, writeText } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { loadTemplates } from '../system/templates.ts';
import { planFile } from './plan-site.ts';
import { defaultSiteFile } from './read-site.ts';

interface RenderOptions {
  readonly out: string;
  readonly machine?: string;
}

export function defineRender(program: Command, session: Session): void {
  program
    .command('render')
    .description('writes the files as they will be on the machine')
    .argument('[site]', 'site file', defaultSiteFile)
    .requiredOption('--out <folder>', 'empty or new folder for the files')
    .option('--machine <inventory.json>', 'inventory of the machine; without it, a machine with two links is assumed')
    .action(async (file: string, options: RenderOptions) => session.finish(await render(file, options)));
}

async function render(file: string, { out, machine }: RenderOptions): Promise<number> {
  const planned = await planFile(file, machine);
  if (planned === undefined) return 1;
  if ((await listFolder(out)).length > 0) {
    warnLine(`error: ${out} is not empty; name an empty or new folder`);
    return 1;
  }
  const files = renderPlan(planned.plan, await loadTemplates(folders.templates));
  await withUsualUmask(async () => {
    for (const [path, content] of files) await place(join(out, path), content);
  });
  printLine(`${files.size} files in ${out}`);
  return 0;
}

async function place(path: string, file: RenderedFile): Promise<void> {
  if (file.kind === 'symlink') await linkTo(path, file.target);
  else await writeText(path, file.content, file.mode);
}
