/** Mounts for the time of a piece of work. */
import { mkdir } from 'node:fs/promises';
import { type Command, run } from './command.ts';

export interface Mount {
  readonly device: string;
  readonly type: 'vfat' | 'btrfs' | 'erofs' | 'iso9660';
  readonly options: string;
  /** Below /mnt. */
  readonly folder: string;
}

type Execute = (command: Command) => Promise<string>;

/** Mounts, works, writes everything out and unmounts, whatever happens. */
export async function withMounted<Result>(mount: Mount, work: (folder: string) => Promise<Result>, execute: Execute = run): Promise<Result> {
  await mountFolder(mount, execute);
  try {
    return await work(mount.folder);
  } finally {
    await unmount(mount.folder, execute);
  }
}

export async function mountFolder({ device, type, options, folder }: Mount, execute: Execute = run): Promise<void> {
  await mkdir(folder, { recursive: true });
  const isWrittenFat = type === 'vfat' && !options.split(',').includes('ro');
  if (isWrittenFat) await repairFat(device, execute);
  // FAT renames in three writes, of which the first is an empty file. In their order and each at once, none leaves the file without a name.
  const all = isWrittenFat ? `${options},dirsync` : options;
  await execute({ title: `opening ${device}`, file: 'mount', args: ['-t', type, '-o', all, device, folder] });
}

// After a power cut the kernel stops writing to a FAT file system at its first fault. One that is in use is left alone.
async function repairFat(device: string, execute: Execute): Promise<void> {
  const repair = execute({ title: `checking ${device}`, file: 'fsck', args: ['-M', '-T', '-t', 'vfat', device, '-a', '-w'] });
  // Also what it repaired counts as a failure; what it could not repair is told by whoever writes there.
  await repair.catch(() => undefined);
}

export async function unmount(folder: string, execute: Execute = run): Promise<void> {
  await execute({ title: `closing ${folder}`, file: 'umount', args: [folder] });
}
