/** What the TPM is told of a start that has not been yet: the programs on an EFI partition, and what the firmware logged of this start. */
import { join } from 'node:path';
import { readStartLog } from '../inventory/read-start-log.ts';
import type { Binding } from '../plan/bindings.ts';
import { measuredDigestsOf } from '../plan/efi-program.ts';
import { kernelsOf } from '../plan/kernels.ts';
import { startedFiles } from '../plan/places.ts';
import { hasRun, isAccountedFor, predictPrograms, type StartLog } from '../plan/predict-start.ts';
import { listFolder, readWhole } from '../system/files.ts';
import { stickManifest, withEsp, withStickEsp } from './boot-loader.ts';
import type { InstallContext } from './context.ts';
import { fileOf, type SystemCopy } from './parked-copy.ts';

/** What is started one after the other. */
interface Programs {
  readonly loader: Uint8Array;
  readonly kernel: Uint8Array;
}

export type Bindings = readonly [Binding, ...Binding[]];

/** For the disk that this stick installs. */
export function bindingsOfInstalled(context: Pick<InstallContext, 'stickEsp'>): Promise<Bindings> {
  return withStickEsp(context, async (esp) => {
    const started = startedFiles(await stickManifest(esp));
    if (started === undefined) throw new Error('The stick has no boot loader or no kernel for the disk: it was not built to the end.');
    const programs = { loader: await readProgram(join(esp, started.loader.path)), kernel: await readProgram(join(esp, started.kernel.path)) };
    return predict(await measuredBelow(esp, ['EFI/BOOT', 'loader/addons']), [programs]);
  });
}

/**
 * For the system of this copy on this disk, while the one that runs, of this version, may come back: also for what a
 * power cut leaves when only one of boot loader and kernel is in its place.
 */
export function bindingsOfCopy(copy: SystemCopy, disk: string, version: string): Promise<Bindings> {
  const next = programsOf(copy);
  return withEsp(disk, async (esp) => {
    const log = await readStartLog();
    const kernels = kernelsOf(version, await listFolder(join(esp, 'EFI/Linux')));
    // Anybody can write beside what runs: only programs that this very start measured are told to the TPM.
    const loader = await firstThatRan(log, ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi'].map((path) => join(esp, path)));
    const kernel = await firstThatRan(log, kernels.map((name) => join(esp, 'EFI/Linux', name)));
    const known = await measuredBelow(esp, ['EFI/BOOT', 'EFI/systemd', 'EFI/Linux']);
    return predict(known, [next, ...(loader === undefined ? [] : [{ loader, kernel: next.kernel }]), ...(kernel === undefined ? [] : [{ loader: next.loader, kernel }])]);
  });
}

async function firstThatRan(log: StartLog | undefined, paths: readonly string[]): Promise<Uint8Array | undefined> {
  for (const path of paths) {
    const program = await readWhole(path);
    if (program !== undefined && log !== undefined && hasRun(log, measuredDigestsOf(program))) return program;
  }
  return undefined;
}

/** What the boot loader starts of it: of the copy, whatever is on the disk now. */
export function programsOf(copy: SystemCopy): Programs {
  const started = startedFiles(copy.manifest);
  if (started === undefined) throw new Error('The new system has no boot loader or no kernel.');
  return { loader: fileOf(copy, started.loader), kernel: fileOf(copy, started.kernel) };
}

/** Whether what the firmware logged accounts for what the TPM holds. */
export async function canPredict(): Promise<boolean> {
  const log = await readStartLog();
  return log !== undefined && isAccountedFor(log);
}

// The header of an encrypted partition has room for some more.
const bindingsAtMost = 4;

// One for each way in which the firmware may start these programs instead of those whose digests are known; the likeliest come first.
async function predict(known: readonly string[], starts: readonly Programs[]): Promise<Bindings> {
  const log = await readStartLog();
  if (log === undefined || !isAccountedFor(log)) throw new Error('What the firmware wrote down of this start is not what the TPM holds: nobody can tell what the next start will be like.');
  const values = starts.map(({ loader, kernel }) => predictPrograms(log.events, known, [loader, kernel].flatMap(measuredDigestsOf)));
  const [first, ...more] = unique(inTurn(values)).slice(0, bindingsAtMost).map((programs): Binding => ({ programs }));
  if (first === undefined) throw new Error('There is nothing to start.');
  return [first, ...more];
}

// The first of each, then the second of each, and so on.
function inTurn(lists: ReadonlyArray<readonly string[]>): string[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, position) => lists.flatMap((list) => list.slice(position, position + 1))).flat();
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

async function measuredBelow(esp: string, folders: readonly string[]): Promise<string[]> {
  const digests: string[] = [];
  for (const folder of folders) {
    for (const name of await listFolder(join(esp, folder))) digests.push(...measuredDigestsOf((await readWhole(join(esp, folder, name))) ?? new Uint8Array()));
  }
  return digests;
}

async function readProgram(path: string): Promise<Uint8Array> {
  const program = await readWhole(path);
  if (program === undefined || measuredDigestsOf(program).length === 0) throw new Error(`${path} is no program that firmware could start.`);
  return program;
}
