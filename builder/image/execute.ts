/** Carries out the steps of a stage; decides nothing. */
import { join } from 'node:path';
import { bundle } from '../system/bundle.ts';
import { digestFile } from '../system/digest.ts';
import { readText, sizeOf, writeText } from '../system/files.ts';
import { folders, repository } from '../system/paths.ts';
import { run, type Command } from '../system/run.ts';
import { formatManifest } from '../trust/manifest.ts';
import { debianArchiveCommand } from './debian-archive.ts';
import { debianTreeCommand } from './debian-tree.ts';
import { unpinnedIds } from './pinned-ids.ts';
import type { Stage, StageName, Step } from './stage.ts';

export interface StageRun {
  readonly stage: Stage;
  /** Folder that the steps fill. */
  readonly out: string;
  /** Output folders of earlier stages. */
  readonly outputs: ReadonlyMap<StageName, string>;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

type Executor<Kind extends Step['kind']> = (step: Extract<Step, { kind: Kind }>, stageRun: StageRun) => Promise<void>;

const executors: { readonly [Kind in Step['kind']]: Executor<Kind> } = {
  'debian-tree': async (step, { out, signal, onLine }) => {
    await run(debianTreeCommand(step, join(out, 'tree'), repository), { signal, onLine });
  },
  'debian-archive': async (step, { out, signal, onLine }) => {
    await run(debianArchiveCommand(step, out, repository), { signal, onLine });
  },
  tool: async (step, stageRun) => {
    const tree = join(required(stageRun, 'tools'), 'tree');
    await run(sandboxed(step.title, tree, step.args, stageRun, 'read-only'), { signal: stageRun.signal });
  },
  inside: async (step, stageRun) => {
    const tree = step.tree === 'tree' ? join(stageRun.out, 'tree') : treeOf(step.tree, stageRun);
    const access = step.tree === 'tree' ? 'writable' : 'read-only';
    await run(sandboxed(step.title, tree, step.args, stageRun, access), { signal: stageRun.signal });
  },
  write: async (step, { out }) => writeText(join(out, step.path), step.text),
  manifest: writeManifest,
  bundle: async (step, { out }) => bundle('machine', join(out, step.path)),
  'check-ids': async (step, { out }) => {
    const etc = join(out, step.tree, 'etc');
    const pinned = join(repository, step.pinnedIds);
    const missing = [
      ...unpinnedIds('passwd', await readText(join(etc, 'passwd')), await readText(join(pinned, 'passwd'))),
      ...unpinnedIds('group', await readText(join(etc, 'group')), await readText(join(pinned, 'group'))),
    ];
    if (missing.length > 0) throw new Error(['Packages made accounts without a pinned number. Add:', ...missing].join('\n'));
  },
};

export async function executeStage(stageRun: StageRun): Promise<void> {
  for (const step of stageRun.stage.steps) await executeStep(step, stageRun);
}

function executeStep<Kind extends Step['kind']>(step: Extract<Step, { kind: Kind }>, stageRun: StageRun): Promise<void> {
  const executor: Executor<Kind> = executors[step.kind];
  return executor(step, stageRun);
}

/** The program sees the tree as its root, the repository and earlier outputs read-only, and one writable folder. */
function sandboxed(
  title: string,
  tree: string,
  args: readonly string[],
  { stage, out, outputs }: StageRun,
  access: 'read-only' | 'writable',
): Command {
  const earlier = stage.needs.flatMap((name) => ['--ro-bind', outputs.get(name) ?? '', `/run/in/${name}`]);
  return {
    title,
    file: 'bwrap',
    args: [
      ...(access === 'writable' ? ['--bind', tree, '/'] : ['--ro-bind', tree, '/']),
      ...['--dev', '/dev', '--proc', '/proc', '--tmpfs', '/run', '--tmpfs', '/tmp', '--tmpfs', '/var/tmp'],
      ...['--ro-bind', join(repository, 'images'), '/run/source/images'],
      ...['--ro-bind', folders.overlays, '/run/source/overlays', '--ro-bind', folders.templates, '/run/source/templates'],
      ...earlier,
      ...['--bind', out, '/run/out', '--unshare-net', '--die-with-parent', '--clearenv'],
      ...['--setenv', 'PATH', '/usr/sbin:/usr/bin:/sbin:/bin', '--setenv', 'LC_ALL', 'C.UTF-8'],
      ...['--setenv', 'SOURCE_DATE_EPOCH', String(stage.epoch), '--setenv', 'TZ', 'UTC', '--setenv', 'HOME', '/tmp'],
      ...args,
    ],
  };
}

async function writeManifest({ version, epoch, files }: Extract<Step, { kind: 'manifest' }>, stageRun: StageRun): Promise<void> {
  const [root, kernel] = [required(stageRun, 'root'), required(stageRun, 'kernel')];
  const digestOf = async (path: string): Promise<{ bytes: number; sha256: string }> => ({ bytes: await sizeOf(path), sha256: await digestFile(path) });
  const text = formatManifest({
    format: 1,
    version,
    epoch,
    commandLine: await readText(join(kernel, 'command-line')),
    root: { bytes: await sizeOf(join(root, 'root.erofs')), hash: (await readText(join(root, 'roothash'))).trim() },
    verity: await digestOf(join(root, 'root.verity')),
    files: await Promise.all(files.map(async ({ from, path, places }) => ({ path, places: [...places], ...(await digestOf(treeOf(from, stageRun))) }))),
  });
  await writeText(join(stageRun.out, 'manifest.json'), text);
}

function treeOf(path: string, stageRun: StageRun): string {
  const name = stageRun.stage.needs.find((stage) => path.startsWith(`${stage}/`));
  if (name === undefined) throw new Error(`Stage ${stageRun.stage.name} does not need the stage of ${path}`);
  return join(required(stageRun, name), path.slice(name.length + 1));
}

function required({ outputs, stage }: StageRun, name: StageName): string {
  const output = outputs.get(name);
  if (output === undefined) throw new Error(`Stage ${stage.name} runs before ${name}`);
  return output;
}
