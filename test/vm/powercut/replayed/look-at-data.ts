/** What an installed disk holds, read from the files of its partitions without mounting anything. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SystemManifest } from '../../../../builder/trust/manifest.ts';
import { kernelsOf, versionThatStarts } from '../../../../installer/plan/kernels.ts';
import { startedFiles } from '../../../../installer/plan/places.ts';
import { attempt } from '../../harness/process.ts';
import { digestFile } from './digest-range.ts';

/** What keeps the boot loader on this EFI partition from starting the system of the manifest. */
export async function bootProblems(esp: string, manifest: SystemManifest, directory: string): Promise<string[]> {
  const started = startedFiles(manifest);
  if (started === undefined) return ['the list of the system names no kernel'];
  const kernels = await kernelsOn(esp, directory);
  const starts = versionThatStarts([...kernels.keys()]);
  if (starts !== manifest.version) return [`the boot loader finds no kernel of version ${manifest.version}, but: ${[...kernels.keys()].join(', ') || 'none'}`];
  const wrong = kernelsOf(starts, [...kernels.keys()]).filter((name) => kernels.get(name) !== started.kernel.sha256);
  const loader = 'EFI/BOOT/BOOTX64.EFI';
  if ((await digestOn(esp, loader, directory)) !== started.loader.sha256) wrong.push(loader);
  return wrong.map((name) => `${name} is not the file that was built`);
}

const emptyDigest = createHash('sha256').digest('hex');

/** Digests of kernels by their names. The boot loader passes over what is no program, an empty file first of all. */
async function kernelsOn(esp: string, directory: string): Promise<Map<string, string>> {
  const { stdout } = await attempt('mdir', ['-i', esp, '-b', '::/EFI/Linux'], { what: 'listing kernels' });
  const names = stdout.split('\n').map((line) => line.replace('::/EFI/Linux/', '')).filter((name) => name.endsWith('.efi'));
  const digests = await Promise.all(names.map(async (name) => [name, await digestOn(esp, `EFI/Linux/${name}`, directory)] as const));
  return new Map(digests.filter(([, sha256]) => sha256 !== emptyDigest));
}

async function digestOn(esp: string, path: string, directory: string): Promise<string> {
  const copy = join(directory, path.replaceAll('/', '-'));
  const { exitCode } = await attempt('mcopy', ['-n', '-i', esp, `::/${path}`, copy], { what: 'reading a boot file' });
  return exitCode === 0 ? digestFile(copy).finally(() => rm(copy)) : '';
}

/** Whether the first block of the file system is torn, which the early system mends from its copy. */
export async function isTorn(image: string): Promise<boolean> {
  const { stdout } = await attempt('btrfs', ['inspect-internal', 'dump-super', image], { what: 'looking at a file system' });
  return stdout.includes("[DON'T MATCH]");
}

/** What `btrfs check` complains of; undefined where all is well. `torn`: by the copy of the first block. */
export async function fileSystemProblem(image: string, torn: boolean): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await attempt('btrfs', ['check', '--readonly', '--check-data-csum', ...(torn ? ['--super', '1'] : []), image], { what: 'checking a file system' });
  if (exitCode === 0) return undefined;
  return `${stdout}\n${stderr}`.split('\n').filter((line) => /error|ERROR|mismatch|bad|fail|wrong/i.test(line)).slice(0, 5).join('; ');
}

/** Texts of files, by paths from the root of the file system and through its subvolumes; undefined where there is none. */
export async function readData(image: string, torn: boolean, paths: readonly string[], directory: string): Promise<Map<string, string | undefined>> {
  const target = join(directory, 'restored');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await attempt('btrfs', ['restore', ...(torn ? ['--super', '1'] : []), '--snapshots', '--path-regex', `^/(${paths.map(pattern).join('|')})$`, image, target], { what: 'reading a file system' });
  const texts = paths.map(async (path) => [path, await readFile(join(target, path), 'utf8').catch(() => undefined)] as const);
  return new Map(await Promise.all(texts));
}

/** `/a/b/c` as `|a(|/b(|/c))`, in the way of btrfs restore: every folder on the way must match. */
function pattern(path: string): string {
  const [first = '', ...rest] = path.slice(1).split('/').map((part) => part.replaceAll('.', '\\.'));
  return `|${first}${rest.map((part) => `(|/${part}`).join('')}${')'.repeat(rest.length)}`;
}
