/** Mounts for the time of a piece of work. */
import { mkdir } from 'node:fs/promises';
import { type Command, run } from './command.ts';

export interface Mount {
  readonly device: string;
  readonly type: 'vfat' | 'btrfs' | 'erofs' | 'iso9660';
  readonly options: string;
  /** Below /mnt: systemd-repart skips sources below /run, /tmp and /dev. */
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
  await execute({ title: `opening ${device}`, file: 'mount', args: ['-t', type, '-o', options, device, folder] });
}

export async function unmount(folder: string, execute: Execute = run): Promise<void> {
  await execute({ title: `closing ${folder}`, file: 'umount', args: [folder] });
}
