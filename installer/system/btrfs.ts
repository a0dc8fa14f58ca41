/** What btrfs says of a mounted file system. */
import { run } from './command.ts';

export interface FileSystemDevices {
  /** Kernel names of the partitions below the devices in use: `sda6`, also where it is encrypted. */
  readonly members: readonly string[];
  readonly missing: boolean;
  /** Devices that gave errors since they were last counted. */
  readonly faulty: readonly string[];
}

export async function devicesOf(mount: string): Promise<FileSystemDevices> {
  const shown = await run({ title: `asking for the disks of ${mount}`, file: 'btrfs', args: ['filesystem', 'show', '--raw', mount] });
  const statistics = await run({ title: `asking for errors of ${mount}`, file: 'btrfs', args: ['device', 'stats', mount] });
  return parseDevices(shown, statistics);
}

/** Reads the output of `btrfs filesystem show --raw` and `btrfs device stats` (btrfs-progs 6). */
export function parseDevices(shown: string, statistics: string): FileSystemDevices {
  const paths = [...shown.matchAll(/^\s*devid\s.*\spath\s+(\/\S+)/gm)].flatMap((match) => match[1] ?? []);
  const faulty = [...statistics.matchAll(/^\[(\/\S+)\]\.\S+\s+[1-9]\d*$/gm)].flatMap((match) => match[1] ?? []);
  return {
    members: paths.map(partitionName),
    missing: /\bmissing\b/i.test(shown),
    faulty: [...new Set(faulty)].map(partitionName),
  };
}

export async function listMembers(mount: string): Promise<readonly string[]> {
  return (await devicesOf(mount)).members;
}

/** Kernel name of what a device lies on: an encrypted partition is opened under its own name with ours before it. */
export function partitionName(device: string): string {
  return device.replace(/^\/dev\/(mapper\/pintxo-)?/, '');
}
