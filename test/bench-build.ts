/** What building costs: cold against mmdebstrap alone, a change of code, a site into the finished image. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildImage, currentStages } from '../builder/commands/build.ts';
import { configureImage } from '../builder/commands/configure.ts';
import { debianTreeCommand } from '../builder/image/debian-tree.ts';
import { digestFile } from '../builder/system/digest.ts';
import { folders, repository } from '../builder/system/paths.ts';
import { run } from '../builder/system/run.ts';
import { siteText } from './vm/platform.ts';

/** Cold against mmdebstrap alone, in this order in one run; then a change of code, then a site into the finished image. */
export async function measureBuild(work: string): Promise<Record<string, number>> {
  const plain = await seconds(() => mmdebstrapAlone(work));
  const cache = folders.cache;
  folders.cache = join(work, 'cache');
  const cold = await seconds(() => buildImage(join(work, 'cold'), undefined));
  folders.cache = cache;
  await buildImage(join(work, 'warm'), undefined);
  const isReproducible = (await digestFile(join(work, 'cold.img'))) === (await digestFile(join(work, 'warm.img')));
  const changed = await seconds(() => withChangedTemplate(() => buildImage(join(work, 'warm'), undefined)));
  const { bytes } = await buildImage(join(folders.output, 'pintxo'), undefined);
  const site = Buffer.from(siteText('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKj3mzqT8tQ9r1VxJ0Yx9s3mH4hJt1K9m7m0V4c8bN2Q'));
  const configured = await seconds(() => configureImage(join(work, 'warm.img'), site));
  return {
    cold_build_ratio: cold / plain,
    cold_build_s: cold,
    mmdebstrap_s: plain,
    reproducible: isReproducible ? 1 : 0,
    code_change_s: changed,
    configure_s: configured,
    stick_mb: bytes / 1e6,
  };
}

async function mmdebstrapAlone(work: string): Promise<void> {
  const stages = await currentStages();
  const step = stages.flatMap((stage) => (stage.name === 'packages' ? stage.steps : [])).find((candidate) => candidate.kind === 'debian-tree');
  if (step?.kind !== 'debian-tree') throw new Error('The packages stage makes no Debian tree');
  const tree = join(work, 'alone');
  await run(debianTreeCommand(step, tree, repository));
  await rm(tree, { recursive: true, force: true });
}

// A change that every machine would get; taken back whatever happens.
async function withChangedTemplate(build: () => Promise<unknown>): Promise<void> {
  const path = join(folders.templates, 'portal', 'files', 'bench-change');
  await writeFile(path, `${Date.now()}\n`);
  try {
    await build();
  } finally {
    await rm(path, { force: true });
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
