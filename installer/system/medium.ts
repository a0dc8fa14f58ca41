/** The medium that this system was started from: a stick, or the same content on a CD-ROM, which cannot be written. */
import { z } from 'zod';
import type { Inventory } from '../inventory/inventory.ts';
import { run } from './command.ts';

export interface Medium {
  readonly writable: boolean;
  /** Device of the partition with this label. */
  partition(label: string): string;
}

interface LabelledPartition {
  readonly path: string;
  readonly label?: string | undefined;
}

export async function findMedium({ disks }: Inventory): Promise<Medium> {
  const stick = disks.find((disk) => disk.isBootMedium);
  if (stick !== undefined) return mediumOf(stick.partitions, !stick.readOnly);
  const optical = opticalPartitions(await listed('losetup', ['--json', '--output', 'NAME,BACK-FILE']), await listed('lsblk', ['--json', '--list', '--output', 'PATH,PKNAME,PARTLABEL']));
  if (optical.length === 0) throw new Error('The stick this system was started from cannot be found among the disks.');
  return mediumOf(optical, false);
}

function mediumOf(partitions: readonly LabelledPartition[], writable: boolean): Medium {
  return {
    writable,
    partition(label) {
      const partition = partitions.find((candidate) => candidate.label === label);
      if (partition === undefined) throw new Error(`The stick has no partition named ${label}; flash it again.`);
      return partition.path;
    },
  };
}

async function listed(file: string, args: readonly string[]): Promise<string> {
  return run({ title: 'looking for the CD-ROM', file, args });
}

const Loops = z.object({ loopdevices: z.array(z.object({ name: z.string(), 'back-file': z.string() })) });
const Parts = z.object({ blockdevices: z.array(z.object({ path: z.string(), pkname: z.string().nullable(), partlabel: z.string().nullable() })) });

/** Partitions of the loop device that the early system laid over an optical drive; from losetup's and lsblk's JSON. */
export function opticalPartitions(losetup: string, lsblk: string): LabelledPartition[] {
  if (losetup.trim() === '') return [];
  // The kernel says where the drive was below the early system's /dev, which is no longer mounted there: `/sr0`.
  const loop = Loops.parse(JSON.parse(losetup)).loopdevices.find((device) => /^(\/dev)?\/sr\d+$/.test(device['back-file']));
  if (loop === undefined) return [];
  return Parts.parse(JSON.parse(lsblk)).blockdevices.flatMap(({ path, pkname, partlabel }) =>
    loop.name === `/dev/${pkname ?? ''}` && partlabel !== null ? [{ path, label: partlabel }] : [],
  );
}
