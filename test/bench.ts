/** `make bench`: the numbers of the project, measured on this machine, written to dist/bench.json (a flat object). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage, currentStages } from '../builder/commands/build.ts';
import { configureImage } from '../builder/commands/configure.ts';
import { debianTreeCommand } from '../builder/image/debian-tree.ts';
import { folders, repository } from '../builder/system/paths.ts';
import { digestFile } from '../builder/system/digest.ts';
import { run } from '../builder/system/run.ts';
import { measureNetwork } from './network/measure.ts';
import { obstacle } from './network/run.ts';
import { toolsRoot } from './network/tools.ts';
import { measureMachines, readPowercuts } from './vm/measure.ts';
import { siteText } from './vm/platform.ts';

type Numbers = Record<string, number>;

const work = await mkdtemp(join(tmpdir(), 'pintxo-bench-'));
try {
  const numbers: Numbers = { ...(await measureBuild()), ...(await measureHouse()), ...(await measureVirtualMachines()) };
  await writeFile(join(folders.output, 'bench.json'), `${JSON.stringify(numbers, null, 2)}\n`);
  for (const [key, value] of Object.entries(numbers)) console.log(`${key.padEnd(24)}${value}`);
} finally {
  await rm(work, { recursive: true, force: true });
}

/** Cold against mmdebstrap alone, in this order in one run; then a change of code, then a site into the finished image. */
async function measureBuild(): Promise<Numbers> {
  const plain = await seconds(() => mmdebstrapAlone());
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
    cold_build_ratio: round(cold / plain),
    cold_build_s: round(cold),
    mmdebstrap_s: round(plain),
    reproducible: isReproducible ? 1 : 0,
    code_change_s: round(changed),
    configure_s: round(configured),
    stick_mb: round(bytes / 1e6),
  };
}

async function mmdebstrapAlone(): Promise<void> {
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

/** Rules and resolver, by the programs of the image's newest packages. Empty where this kernel lets nobody make such networks. */
async function measureHouse(): Promise<Numbers> {
  const tools = await toolsRoot();
  const reason = obstacle(tools);
  if (tools !== undefined && reason === undefined) return measureNetwork(tools);
  console.log(`The network was not measured: ${reason ?? 'there are no packages'}`);
  return {};
}

async function measureVirtualMachines(): Promise<Numbers> {
  const numbers = { ...(await measureMachines(work, join(folders.output, 'pintxo.img'))), ...(await readPowercuts(join(folders.output, 'powercuts.json'))) };
  return Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, round(value)]));
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
