/** What makes an installed disk start: loader and unified kernel on its EFI partition, and the firmware's entry for it. */
import { join } from 'node:path';
import { z } from 'zod';
import { manifestPath, parseManifest, type SystemManifest } from '../../builder/trust/manifest.ts';
import type { InstallationRecord } from '../inventory/inventory.ts';
import { parseInstallation } from '../inventory/parse-installation.ts';
import { espLabel, installationRecordPath } from '../plan/labels.ts';
import { inTheWayOf, newPlace, placedFiles } from '../plan/places.ts';
import { run } from '../system/command.ts';
import { copyDurably, writeDurably } from '../system/durable.ts';
import { listFolder, readNote, readText } from '../system/files.ts';
import { withMounted } from '../system/mount.ts';
import { removeEntry } from '../system/placing.ts';
import type { InstallContext } from './context.ts';
import { partitionPath } from './partition-table.ts';

/** loader.conf of an installed disk: no menu, and no command line that somebody could change. */
export const loaderSettings = 'timeout 0\neditor no\n';

/** Mounts the stick's EFI partition for the time of the work. */
export function withStickEsp<Result>({ stickEsp }: Pick<InstallContext, 'stickEsp'>, use: (esp: string) => Promise<Result>): Promise<Result> {
  return withMounted({ device: stickEsp, type: 'vfat', options: 'ro', folder: '/mnt/stick-esp' }, use);
}

/** The list of the system's files on the stick's EFI partition. */
export async function stickManifest(stickEsp: string): Promise<SystemManifest> {
  const manifest = parseManifest((await readText(join(stickEsp, manifestPath))) ?? '');
  if (manifest === undefined) throw new Error(`The stick has no list of its files (${manifestPath}): it was not built to the end.`);
  return manifest;
}

/** Mounts the EFI partition of an installed disk for the time of the work. */
export function withEsp<Result>(disk: string, use: (esp: string) => Promise<Result>): Promise<Result> {
  return withMounted({ device: partitionPath(disk, 1), type: 'vfat', options: 'umask=0077', folder: '/mnt/esp' }, use);
}

export async function installBootLoader({ disk }: { disk: string }, context: InstallContext): Promise<void> {
  await withStickEsp(context, async (from) => {
    const files = placedFiles(await stickManifest(from));
    await withEsp(disk, async (esp) => {
      for (const { path, places } of files) for (const place of places) await copyInPlace(join(from, path), esp, place);
      await writeDurably(join(esp, 'loader/loader.conf'), loaderSettings);
      await writeRecord(esp, context);
    });
  });
}

// The same version under other counts would start instead.
async function copyInPlace(from: string, esp: string, place: string): Promise<void> {
  await copyDurably(from, join(esp, newPlace(place)));
  for (const other of inTheWayOf(place, await listFolder(join(esp, 'EFI/Linux')))) await removeEntry(join(esp, other));
}

/** Says on the EFI partition what is installed there. */
export async function writeRecord(esp: string, context: InstallContext): Promise<void> {
  await writeDurably(join(esp, installationRecordPath), recordOf(context));
}

/** Corrects the version in that. */
export async function noteVersion(esp: string, version: string): Promise<void> {
  const path = join(esp, installationRecordPath);
  const record = parseInstallation(await readNote(path));
  if (record !== undefined && record.version !== version) await writeDurably(path, `${JSON.stringify({ ...record, version })}\n`);
}

function recordOf({ image, siteDigest, earlierSites, work }: InstallContext): string {
  const record: InstallationRecord = { version: image.version, siteDigest, ...(earlierSites.length === 0 ? {} : { earlierSites }), state: work.state ?? '' };
  return `${JSON.stringify(record)}\n`;
}

/** Firmware that takes no entries still starts the disk by the fallback path, so this may fail. */
export async function registerBootEntry({ disk }: { disk: string }, { warn }: Pick<InstallContext, 'warn'>): Promise<void> {
  try {
    await createBootEntry(disk);
  } catch (error) {
    warn(`The firmware took no boot entry; the disk starts by its fallback path. ${String(error)}`);
  }
}

/**
 * Puts an entry for the disk first in the firmware's order. Entries named Pintxo that start from no other disk that is
 * there are removed: they are those of earlier installations.
 */
export async function createBootEntry(disk: string): Promise<void> {
  const listed = await run({ title: 'reading the boot entries', file: 'efibootmgr', args: ['--verbose'] });
  for (const number of outdatedEntries(listed, await otherEfiPartitions(disk))) {
    await run({ title: 'removing an old boot entry', file: 'efibootmgr', args: ['--quiet', '--bootnum', number, '--delete-bootnum'] });
  }
  await run({
    title: 'adding a boot entry',
    file: 'efibootmgr',
    args: ['--quiet', '--create', '--disk', disk, '--part', '1', '--label', 'Pintxo', '--loader', '\\EFI\\BOOT\\BOOTX64.EFI'],
  });
}

const Lsblk = z.object({ blockdevices: z.array(z.object({ path: z.string(), partlabel: z.string().nullable(), partuuid: z.string().nullable() })) });

async function otherEfiPartitions(disk: string): Promise<string[]> {
  const listed = await run({ title: 'looking for EFI partitions', file: 'lsblk', args: ['--json', '--list', '--output', 'PATH,PARTLABEL,PARTUUID'] });
  return Lsblk.parse(JSON.parse(listed)).blockdevices.flatMap(({ path, partlabel, partuuid }) =>
    partlabel === espLabel && path !== partitionPath(disk, 1) && partuuid !== null ? [partuuid] : [],
  );
}

/** Numbers of the boot entries named Pintxo that start from none of these partitions, in the verbose output of efibootmgr. */
export function outdatedEntries(listed: string, partitionUuids: readonly string[]): string[] {
  return pintxoEntries(listed).flatMap(({ number, line }) =>
    partitionUuids.some((uuid) => line.toLowerCase().includes(uuid.toLowerCase())) ? [] : [number],
  );
}

/** Number of the boot entry that starts from this partition. */
export function entryOf(listed: string, partitionUuid: string): string | undefined {
  return pintxoEntries(listed).find(({ line }) => line.toLowerCase().includes(partitionUuid.toLowerCase()))?.number;
}

function pintxoEntries(listed: string): Array<{ number: string; line: string }> {
  return listed.split('\n').flatMap((line) => {
    const number = /^Boot([0-9A-F]{4})\*?\s+Pintxo\b/.exec(line)?.[1];
    return number === undefined ? [] : [{ number, line }];
  });
}
