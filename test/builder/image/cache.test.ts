import test from 'ava';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keyOf } from '../../../builder/image/cache.ts';
import type { BuildParameters } from '../../../builder/image/settings.ts';
import type { StageName } from '../../../builder/image/stage.ts';
import { applianceStages } from '../../../builder/image/stages.ts';
import { parameters } from './parameters.ts';

const files = [
  'builder/cli.ts', 'builder/trust/manifest.ts', 'builder/image/debian-tree.ts', 'installer/cli.ts', 'templates/portal/files/page', 'package-lock.json', 'tsconfig.json', 'images/passwd', 'images/group',
  'images/stick/10-esp.conf', 'overlays/initrd/unit', 'overlays/root/etc/issue', 'overlays/stick/README.txt', 'site.yaml', 'README.md',
  'overlays/root/usr/lib/systemd/system/systemd-udev-trigger.service.d/pintxo.conf', 'overlays/root/usr/lib/systemd/system/emergency.service',
];

let repository: string;

test.beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'pintxo-repository-'));
  for (const path of files) await write(path, 'first');
});

test.afterEach.always(() => rm(repository, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(repository, path)), { recursive: true });
  await writeFile(join(repository, path), text);
}

async function keys(changed: Partial<BuildParameters> = {}): Promise<Map<StageName, string>> {
  const known = new Map<StageName, string>();
  for (const stage of applianceStages({ ...(await parameters()), ...changed })) known.set(stage.name, await keyOf(stage, known, repository));
  return known;
}

/** Names of the stages that the change makes run again. */
async function rerun(change: () => Promise<unknown>, changed: Partial<BuildParameters> = {}): Promise<StageName[]> {
  const before = await keys();
  await change();
  const after = await keys(changed);
  return [...after.keys()].filter((name) => before.get(name) !== after.get(name));
}

const nothing = async (): Promise<void> => undefined;

test.serial('an unchanged repository runs nothing again', async (t) => {
  t.deepEqual(await rerun(nothing), []);
});

const consequences: ReadonlyArray<readonly [string, readonly StageName[]]> = [
  ['templates/portal/files/page', ['program', 'root', 'kernel', 'manifest', 'stick']],
  ['installer/cli.ts', ['program', 'root', 'kernel', 'manifest', 'stick']],
  ['images/passwd', ['packages', 'initrd', 'root', 'kernel', 'manifest', 'stick']],
  ['images/stick/10-esp.conf', ['stick']],
  ['overlays/initrd/unit', ['initrd', 'kernel', 'manifest', 'stick']],
  ['overlays/root/etc/issue', ['root', 'kernel', 'manifest', 'stick']],
  ['overlays/root/usr/lib/systemd/system/systemd-udev-trigger.service.d/pintxo.conf', ['initrd', 'root', 'kernel', 'manifest', 'stick']],
  ['overlays/root/usr/lib/systemd/system/emergency.service', ['initrd', 'root', 'kernel', 'manifest', 'stick']],
  ['overlays/stick/README.txt', ['stick']],
  ['site.yaml', []],
  ['README.md', []],
];

for (const [path, stages] of consequences) {
  test.serial(`a change in ${path} runs again: ${stages.join(', ') || 'nothing'}`, async (t) => {
    t.deepEqual(await rerun(() => write(path, 'second')), [...stages]);
  });
}

test.serial('a new version or time leaves the tools, the packages and the early system as they are', async (t) => {
  t.deepEqual(await rerun(nothing, { version: '1.2.4' }), ['root', 'kernel', 'manifest', 'stick']);
  t.deepEqual(await rerun(nothing, { epoch: 1_760_000_001 }), ['program', 'root', 'kernel', 'manifest', 'stick']);
});

test.serial('a key more or less, and who is official, is a matter of the root and what comes after it', async (t) => {
  t.deepEqual(await rerun(nothing, { keys: [{ name: 'builder.pub', text: 'words' }] }), ['root', 'kernel', 'manifest', 'stick']);
  t.deepEqual(await rerun(nothing, { unofficial: false }), ['root', 'kernel', 'manifest', 'stick']);
});

test.serial('another package of a module leaves the tools and the program as they are', async (t) => {
  t.deepEqual(await rerun(nothing, { modulePackages: ['unbound'] }), ['packages', 'initrd', 'root', 'kernel', 'manifest', 'stick']);
});

test.serial('a file that is added, renamed, made executable or turned into a link counts as changed', async (t) => {
  const issue = join(repository, 'overlays/root/etc/issue');
  const expected: StageName[] = ['root', 'kernel', 'manifest', 'stick'];
  t.deepEqual(await rerun(() => write('overlays/root/etc/more', 'first')), expected);
  t.deepEqual(await rerun(() => rename(issue, `${issue}.net`)), expected);
  t.deepEqual(await rerun(() => chmod(`${issue}.net`, 0o755)), expected);
  t.deepEqual(await rerun(() => rm(`${issue}.net`).then(() => symlink('first', `${issue}.net`))), expected);
});

test.serial('permissions that only the umask of a checkout decides do not count', async (t) => {
  t.deepEqual(await rerun(() => chmod(join(repository, 'overlays/root/etc/issue'), 0o600)), []);
});
