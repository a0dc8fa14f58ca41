/** Opens a storage pool and mounts it below /srv. */
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdir } from '../system/folders.ts';
import { z } from 'zod';
import { run } from '../system/command.ts';
import { type EncryptedLabels, openEncrypted } from './encryption.ts';
import { mappingName } from './file-systems.ts';
import { poolUuid } from './pool-id.ts';

const latePatienceMs = 10_000;

const Lsblk = z.object({
  blockdevices: z.array(z.object({ path: z.string(), fstype: z.string().nullable(), uuid: z.string().nullable(), label: z.string().nullable() })),
});

/** What is wrong, in words; undefined when the pool is mounted, if need be without a disk that is missing. */
export async function openPool(pool: string, state: string, count: number, recoveryKey: string | undefined): Promise<string | undefined> {
  const uuid = poolUuid(state, pool);
  await waitForParts(uuid, count);
  for (const path of await encryptedParts(uuid)) await unlock(path, { label: pool, subsystem: uuid }, recoveryKey);
  await run({ title: 'waiting for the disks', file: 'udevadm', args: ['settle', '--timeout=30'] });
  const devices = await openParts(uuid);
  const [device] = devices;
  if (device === undefined) return `The storage pool ${pool} is not there: none of its disks was found.`;
  const generations = devices.length > 1 ? await Promise.all(devices.map(generationOf)) : [];
  const folder = `/srv/${pool}`;
  await mkdir(folder);
  const options = ['noatime', 'compress=zstd:1', ...devices.map((path) => `device=${path}`), ...(devices.length < count ? ['degraded'] : [])];
  await run({ title: `opening the storage pool ${pool}`, file: 'mount', args: ['-t', 'btrfs', '-o', options.join(','), device, folder] });
  await run({ title: `naming the storage pool ${pool}`, file: 'btrfs', args: ['filesystem', 'label', folder, pool] });
  if (devices.length < count) return `The storage pool ${pool} lacks ${count - devices.length} of its ${count} disks.`;
  if (!wasAnyAway(generations)) return undefined;
  await makeAlike(pool, folder);
  return `A disk of the storage pool ${pool} was away for a while. What it lacks is copied to it in the background; to see how that goes: journalctl --unit ${unitOf(pool)}`;
}

/** Whether one of the disks was away while others were written to. A power cut leaves a difference of one. */
export function wasAnyAway(generations: readonly number[]): boolean {
  return generations.length > 1 && Math.max(...generations) - Math.min(...generations) > 1;
}

async function generationOf(device: string): Promise<number> {
  const dumped = await run({ title: `asking how new the data on ${device} is`, file: 'btrfs', args: ['inspect-internal', 'dump-super', device] });
  return Number(/^generation\s+(\d+)$/m.exec(dumped)?.[1] ?? 0);
}

// What was written while there was one disk has one copy, and what the other one has of before is partly old. That counts as
// errors of the disk where it is met, which would be told as a disk to be replaced.
async function makeAlike(pool: string, folder: string): Promise<void> {
  const script = 'btrfs balance start -dconvert=raid1,soft -mconvert=raid1,soft "$1"; btrfs scrub start -B "$1" && btrfs device stats --reset "$1"';
  await run({
    title: `making the disks of the storage pool ${pool} alike`,
    file: 'systemd-run',
    args: ['--quiet', '--collect', `--unit=${unitOf(pool)}`, '--property=IOSchedulingClass=idle', '--nice=10', 'sh', '-c', script, 'sh', folder],
  });
}

function unitOf(pool: string): string {
  return `pintxo-pool-${pool}`;
}

type Part = z.infer<typeof Lsblk>['blockdevices'][number];

async function partsOf(isWanted: (part: Part) => boolean): Promise<string[]> {
  const listed = await run({ title: 'looking for the disks of pools', file: 'lsblk', args: ['--json', '--list', '--output', 'PATH,FSTYPE,UUID,LABEL'] });
  return [...new Set(Lsblk.parse(JSON.parse(listed)).blockdevices.filter(isWanted).map(({ path }) => path))];
}

// A disk that takes its time to spin up must not be left out of the mirror: what is written without it, it would lack.
async function waitForParts(uuid: string, count: number): Promise<void> {
  const deadline = Date.now() + latePatienceMs;
  const countThere = async (): Promise<number> => Math.max((await encryptedParts(uuid)).length, (await openParts(uuid)).length);
  while ((await countThere()) < count && Date.now() < deadline) await sleep(500);
}

async function openParts(uuid: string): Promise<string[]> {
  return partsOf((part) => part.fstype === 'btrfs' && part.uuid === uuid);
}

/** Encrypted disks whose header says that they are part of the pool; the label is for people. */
async function encryptedParts(uuid: string): Promise<string[]> {
  const parts = await partsOf((part) => part.fstype === 'crypto_LUKS');
  const subsystems = await Promise.all(
    parts.map((path) => run({ title: `asking what ${path} is`, file: 'blkid', args: ['--probe', '--match-tag', 'SUBSYSTEM', '--output', 'value', path] }).catch(() => '')),
  );
  return parts.filter((_path, index) => subsystems[index]?.trim() === uuid);
}

async function unlock(path: string, { label, subsystem }: Required<EncryptedLabels>, recoveryKey: string | undefined): Promise<void> {
  const isOpen = (await partsOf((part) => part.path === `/dev/mapper/${mappingName(path)}`)).length > 0;
  if (isOpen || recoveryKey === undefined) return;
  await run({ title: `naming ${path}`, file: 'cryptsetup', args: ['config', '--label', label, '--subsystem', subsystem ?? '', path] });
  await openEncrypted(path, mappingName(path), recoveryKey);
}
