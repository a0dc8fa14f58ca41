/** The boot files of the running system, for a disk that joins: read once, and only those that this start was measured with. */
import { join } from 'node:path';
import { readStartLog } from '../inventory/read-start-log.ts';
import { parseInstallation } from '../inventory/parse-installation.ts';
import { measuredDigestsOf } from '../plan/efi-program.ts';
import { kernelsOf } from '../plan/kernels.ts';
import { installationRecordPath } from '../plan/labels.ts';
import { loaderPlaces } from '../plan/places.ts';
import { hasRun, isAccountedFor, type StartLog } from '../plan/predict-start.ts';
import { writeDurably } from '../system/durable.ts';
import { listFolder, readNote, readWhole } from '../system/files.ts';
import { espFolder } from '../system/paths.ts';
import { loaderSettings } from './boot-loader.ts';

/** Content by the path on the EFI partition. */
export type BootFiles = ReadonlyMap<string, Uint8Array | string>;

/** Everything else that lies beside them stays where it is. @throws Error where somebody has changed them since the start. */
export async function ownBootFiles(version: string, esp = espFolder, readLog: () => Promise<StartLog | undefined> = readStartLog): Promise<BootFiles> {
  const log = await readLog();
  const measured = log !== undefined && isAccountedFor(log) ? log : undefined;
  const loader = await firstThatRan(esp, loaderPlaces, measured);
  const kernel = await firstThatRan(esp, kernelsOf(version, await listFolder(join(esp, 'EFI/Linux'))).map((name) => `EFI/Linux/${name}`), measured);
  if (loader === undefined || kernel === undefined) throw new Error('The boot files of this machine are not those that it was started with: another disk must not get them. Nothing was changed. Restart the machine, then run: sudo pintxo repair');
  const record = parseInstallation(await readNote(join(esp, installationRecordPath)));
  return new Map<string, Uint8Array | string>([
    ...loaderPlaces.map((place) => [place, loader.content] as const),
    [kernel.path, kernel.content],
    ['loader/loader.conf', loaderSettings],
    ...(record === undefined ? [] : [[installationRecordPath, `${JSON.stringify(record)}\n`] as const]),
  ]);
}

export async function writeBootFiles(esp: string, files: BootFiles): Promise<void> {
  for (const [path, content] of files) await writeDurably(join(esp, path), content);
}

// Without a measurement that the TPM bears out, the names are all that there is to go by.
async function firstThatRan(esp: string, paths: readonly string[], log: StartLog | undefined): Promise<{ path: string; content: Uint8Array } | undefined> {
  for (const path of paths) {
    const content = await readWhole(join(esp, path));
    if (content !== undefined && (log === undefined || hasRun(log, measuredDigestsOf(content)))) return { path, content };
  }
  return undefined;
}
