/** Mounts for the time of a piece of work. */
import { mkdir } from 'node:fs/promises';
import { run } from './command.ts';

export interface Mount {
  readonly device: string;
  readonly type: 'vfat' | 'btrfs' | 'erofs';
  readonly options: string;
  /** Below /mnt: systemd-repart skips sources below /run, /tmp and /dev. */
  readonly folder: string;
}

/** Mounts, works, writes everything out and unmounts, whatever happens. */
export async function withMounted<Result>(mount: Mount, work: (folder: string) => Promise<Result>): Promise<Result> {
  await mountFolder(mount);
  try {
    return await work(mount.folder);
  } finally {
    await unmount(mount.folder);
  }
}

export async function mountFolder({ device, type, options, folder }: Mount): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run({ title: `opening ${device}`, file: 'mount', args: ['-t', type, '-o', options, device, folder] });
}

export async function unmount(folder: string): Promise<void> {
  await run({ title: `closing ${folder}`, file: 'umount', args: [folder] });
}
