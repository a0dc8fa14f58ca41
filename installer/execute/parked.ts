/**
 * A new system for a machine whose TPM opens the data for the present one only. The stick parks kernel and boot loader
 * on the EFI partition, where nothing starts them; the running system readies the TPM and puts them in their places.
 */
import { join } from 'node:path';
import { kernelName, otherCountsOf } from '../plan/kernels.ts';
import { installationRecordPath } from '../plan/labels.ts';
import { run } from '../system/command.ts';
import { copyDurably, writeDurably } from '../system/durable.ts';
import { listFolder, readText } from '../system/files.ts';
import { withMounted } from '../system/mount.ts';
import { removeEntry } from '../system/placing.ts';
import { loader, recordOf, withEsp } from './boot-loader.ts';
import type { InstallContext } from './context.ts';

const folder = 'pintxo/parked';
const [kernelFile, loaderFile, versionFile] = ['kernel.efi', 'loader.efi', 'version'];

export async function parkSystem({ disk }: { disk: string }, context: InstallContext): Promise<void> {
  const stick = { device: context.stickEsp, type: 'vfat' as const, options: 'ro', folder: '/mnt/stick-esp' };
  await withMounted(stick, (from) =>
    withEsp(disk, async (esp) => {
      await parkOn(esp, { kernel: join(from, 'EFI/BOOT/BOOTX64.EFI'), loader, version: context.image.version });
      await writeDurably(join(esp, installationRecordPath), recordOf(context));
    }),
  );
}

export interface ParkedSystem {
  /** Paths of the files. */
  readonly kernel: string;
  readonly loader: string;
  readonly version: string;
}

/** Parks a system below a mounted EFI partition. The version comes last: without it nothing is there. */
export async function parkOn(esp: string, { kernel, loader: from, version }: ParkedSystem): Promise<void> {
  await removeEntry(join(esp, folder, versionFile));
  await copyDurably(kernel, join(esp, folder, kernelFile));
  await copyDurably(from, join(esp, folder, loaderFile));
  await writeDurably(join(esp, folder, versionFile), `${version}\n`);
}

/** Version of the system that is parked below a mounted EFI partition; undefined where none is, or half of one. */
export async function parkedVersion(esp: string): Promise<string | undefined> {
  return (await readText(join(esp, folder, versionFile)))?.trim();
}

/** Lets the boot loader find the parked system at the next start, with three tries, and removes it from where it was parked. */
export async function placeOn(esp: string): Promise<void> {
  const version = await parkedVersion(esp);
  if (version === undefined) return;
  const name = kernelName(version);
  await copyDurably(join(esp, folder, kernelFile), join(esp, 'EFI/Linux', name));
  for (const other of otherCountsOf(name, await listFolder(join(esp, 'EFI/Linux')))) await removeEntry(join(esp, 'EFI/Linux', other));
  await copyDurably(join(esp, folder, loaderFile), join(esp, 'EFI/systemd/systemd-bootx64.efi'));
  await copyDurably(join(esp, folder, loaderFile), join(esp, 'EFI/BOOT/BOOTX64.EFI'));
  // FAT keeps no order: what is removed must not be gone before what replaces it is there.
  await run({ title: 'writing the EFI partition out', file: 'sync', args: ['--file-system', esp] });
  await forgetOn(esp);
}

/** The other way round than parking: what is half removed counts as not there. */
export async function forgetOn(esp: string): Promise<void> {
  for (const name of [versionFile, loaderFile, kernelFile]) await removeEntry(join(esp, folder, name));
}

export function onDisks(disks: readonly string[], work: (esp: string) => Promise<void>): Promise<void> {
  return disks.reduce((before, disk) => before.then(() => withEsp(disk, work)), Promise.resolve());
}
