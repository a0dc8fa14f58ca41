/** The first block of a btrfs that a power cut has torn: it has copies, of which whoever mounts it takes no notice. */
import { run } from './command.ts';

/** Mends the file system `uuid` on a device from a copy of its first block; does nothing where that is whole, or of another one. */
export async function mendTorn(device: string, uuid: string): Promise<void> {
  const dumped = await run({ title: `looking at the beginning of ${device}`, file: 'btrfs', args: ['inspect-internal', 'dump-super', device] }).catch(() => '');
  if (!isTorn(dumped, uuid)) return;
  // It ends with 2 where it has mended something; what it has not, nobody will mount.
  await run({ title: `mending the beginning of ${device} from its copy`, file: 'btrfs', args: ['rescue', 'super-recover', '-y', device] }).catch(() => undefined);
}

/** Whether `btrfs inspect-internal dump-super` (btrfs-progs 6) says so of this file system. */
export function isTorn(dumped: string, uuid: string): boolean {
  return /^csum\s+.*\[DON'T MATCH\]/m.test(dumped) && new RegExp(`^fsid\\s+${uuid}$`, 'm').test(dumped);
}
