/** Opens a storage pool and mounts it below /srv. */
import { mkdir } from '../system/folders.ts';
import { z } from 'zod';
import { run } from '../system/command.ts';
import { openEncrypted } from './encryption.ts';
import { mappingName } from './file-systems.ts';
import { poolUuid } from './pool-id.ts';

const Lsblk = z.object({
  blockdevices: z.array(z.object({ path: z.string(), fstype: z.string().nullable(), uuid: z.string().nullable(), label: z.string().nullable() })),
});

/** What is wrong, in words; undefined when the pool is mounted, if need be without a disk that is missing. */
export async function openPool(pool: string, state: string, count: number, recoveryKey: string | undefined): Promise<string | undefined> {
  const uuid = poolUuid(state, pool);
  for (const path of await partsOf((part) => part.fstype === 'crypto_LUKS' && part.label === uuid)) await unlock(path, recoveryKey);
  await run({ title: 'waiting for the disks', file: 'udevadm', args: ['settle', '--timeout=30'] });
  const devices = await partsOf((part) => part.fstype === 'btrfs' && part.uuid === uuid);
  const [device] = devices;
  if (device === undefined) return `The storage pool ${pool} is not there: none of its disks was found.`;
  const folder = `/srv/${pool}`;
  await mkdir(folder);
  const options = ['noatime', 'compress=zstd:1', ...devices.map((path) => `device=${path}`), ...(devices.length < count ? ['degraded'] : [])];
  await run({ title: `opening the storage pool ${pool}`, file: 'mount', args: ['-t', 'btrfs', '-o', options.join(','), device, folder] });
  return devices.length < count ? `The storage pool ${pool} lacks ${count - devices.length} of its ${count} disks.` : undefined;
}

type Part = z.infer<typeof Lsblk>['blockdevices'][number];

async function partsOf(isWanted: (part: Part) => boolean): Promise<string[]> {
  const listed = await run({ title: 'looking for the disks of pools', file: 'lsblk', args: ['--json', '--list', '--output', 'PATH,FSTYPE,UUID,LABEL'] });
  return [...new Set(Lsblk.parse(JSON.parse(listed)).blockdevices.filter(isWanted).map(({ path }) => path))];
}

async function unlock(path: string, recoveryKey: string | undefined): Promise<void> {
  const isOpen = (await partsOf((part) => part.path === `/dev/mapper/${mappingName(path)}`)).length > 0;
  if (!isOpen && recoveryKey !== undefined) await openEncrypted(path, mappingName(path), recoveryKey);
}
