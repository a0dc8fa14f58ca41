/** Opens a storage pool and mounts it below /srv; gives it a new disk. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdir } from '../system/folders.ts';
import { z } from 'zod';
import { incompleteLabel } from '../plan/labels.ts';
import { choosePoolParts, type KnownPool, mayLackDevices, planPoolOpening, poolUnit, type PoolOpening, type PoolPart, type PoolParts } from '../plan/pool-parts.ts';
import { markUnfinished } from '../system/block.ts';
import { listMembers, partitionName } from '../system/btrfs.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { mendTorn } from '../system/torn.ts';
import { state } from '../system/paths.ts';
import { type EncryptedLabels, makeEncrypted, openEncrypted } from './encryption.ts';
import { mappingName } from './file-systems.ts';
import { uuidOfPool } from './adopted-pools.ts';

// A large disk takes its time to spin up.
const latePatienceMs = 30_000;

const Lsblk = z.object({
  blockdevices: z.array(z.object({ path: z.string(), fstype: z.string().nullable(), uuid: z.string().nullable(), label: z.string().nullable() })),
});

/** What a pool is told by. */
export interface PoolKeys {
  /** UUID of the machine's state. */
  readonly machine: string;
  /** Absent where the data is not encrypted. */
  readonly recoveryKey: string | undefined;
}

/** Where the pool is mounted. */
export function poolFolder(pool: string): string {
  return `/srv/${pool}`;
}

/** Mounts the pool, if need be without a disk that is missing. `count` is how many disks it has. */
export async function openPool(pool: string, count: number, { machine, recoveryKey }: PoolKeys): Promise<PoolOpening> {
  const uuid = await uuidOfPool(machine, pool);
  await waitForParts(uuid, count);
  for (const path of await encryptedParts(uuid)) await unlock(path, { label: pool, subsystem: uuid }, recoveryKey);
  await run({ title: 'waiting for the disks', file: 'udevadm', args: ['settle', '--timeout=30'] });
  if ((await openParts(uuid)).length < count) await mendParts(uuid);
  const known = { pool, folder: poolFolder(pool), count, isMarked: (await readText(markOf(pool))) !== undefined };
  const chosen = choosePoolParts(await Promise.all((await openParts(uuid)).map(readPart)), pool);
  const used = await mountParts(chosen, known);
  const opening = planPoolOpening([...used, ...chosen.apart], known, randomBytes(4).toString('hex'));
  if (used.length > 0) await carryOut(opening, known);
  return opening;
}

/** Adds a disk to the pool, which is mounted and lacks one, and begins to copy to it; all that is on the disk is lost. */
export async function joinPool(pool: string, disk: string, { machine, recoveryKey }: PoolKeys): Promise<void> {
  await markUnfinished(disk);
  // Until it is part of the pool, a power cut leaves what is known to be unfinished.
  const device = recoveryKey === undefined ? disk : await makeEncrypted(disk, mappingName(disk), { label: incompleteLabel }, recoveryKey);
  await run({ title: `adding ${disk} to the storage pool ${pool}`, file: 'btrfs', args: ['device', 'add', '--force', device, poolFolder(pool)] });
  if (recoveryKey !== undefined) await nameEncrypted(disk, { label: pool, subsystem: await uuidOfPool(machine, pool) });
  await carryOut({ isBehind: true, label: pool, makeAlike: true }, { pool, folder: poolFolder(pool) });
}

// Gives those that the mounted pool consists of. One that was replaced once has its name still, and nothing else.
async function mountParts(parts: PoolParts, known: KnownPool): Promise<PoolPart[]> {
  const { pool, folder } = known;
  const [first] = parts.used;
  if (first === undefined) return [];
  await mkdir(folder);
  for (const { path } of parts.apart) await run({ title: `leaving out ${path}`, file: 'btrfs', args: ['device', 'scan', '--forget', path] }).catch(() => '');
  const options = ['noatime', 'compress=zstd:1', ...parts.used.map(({ path }) => `device=${path}`), ...(mayLackDevices(parts, known) ? ['degraded'] : [])];
  await run({ title: `opening the storage pool ${pool}`, file: 'mount', args: ['-t', 'btrfs', '-o', options.join(','), first.path, folder] });
  const members = await listMembers(folder);
  return parts.used.filter(({ path }) => members.includes(partitionName(path)));
}

async function carryOut({ isBehind, label, makeAlike }: Pick<PoolOpening, 'isBehind' | 'label' | 'makeAlike'>, { pool, folder }: Pick<KnownPool, 'pool' | 'folder'>): Promise<void> {
  // Where there is no room for the mark the pool needs its name all the same: with that of one disk, the two could not be told apart later.
  if (isBehind) await writeDurably(markOf(pool), '').catch(() => undefined);
  if (label !== undefined) await run({ title: `naming the storage pool ${pool}`, file: 'btrfs', args: ['filesystem', 'label', folder, label] });
  if (makeAlike) await startMakingAlike(pool, folder);
}

async function readPart(path: string): Promise<PoolPart> {
  const dumped = await run({ title: `asking how new the data on ${path} is`, file: 'btrfs', args: ['inspect-internal', 'dump-super', path] });
  const field = (name: string): string => new RegExp(`^${name}[ \\t]+(.*)$`, 'm').exec(dumped)?.[1] ?? '';
  return { path, generation: Number(field('generation')), label: field('label'), devid: Number(field('dev_item\\.devid')), devices: Number(field('num_devices')) };
}

// What was written while there was one disk has one copy, and what the other one has of before is partly old. That counts as
// errors of the disk where it is met, which would be told as a disk to be replaced. A disk that was replaced is let go of first.
// At the end the status says how it went.
async function startMakingAlike(pool: string, folder: string): Promise<void> {
  const letGo = 'while btrfs filesystem show "$1" | grep --quiet --ignore-case missing; do btrfs device remove missing "$1" || exit; done';
  const script = `${letGo}; btrfs balance start -dconvert=raid1,soft -mconvert=raid1,soft "$1" && btrfs scrub start -B "$1" && btrfs device stats --reset "$1" && rm -f "$2"`;
  await run({
    title: `making the disks of the storage pool ${pool} alike`,
    file: 'systemd-run',
    args: ['--quiet', '--collect', `--unit=${poolUnit(pool)}`, '--property=IOSchedulingClass=idle', '--nice=10', '--property=ExecStopPost=-/usr/bin/systemctl start --no-block pintxo-watch.service', 'sh', '-c', script, 'sh', folder, markOf(pool)],
  });
}

function markOf(pool: string): string {
  return join(state.poolsBehind, pool);
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

// One that a power cut has torn is no file system to lsblk.
async function mendParts(uuid: string): Promise<void> {
  for (const path of await partsOf(({ fstype }) => fstype === null)) await mendTorn(path, uuid);
  await run({ title: 'waiting for the disks', file: 'udevadm', args: ['settle', '--timeout=30'] });
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
  await nameEncrypted(path, { label, subsystem });
  await openEncrypted(path, mappingName(path), recoveryKey);
}

async function nameEncrypted(path: string, { label, subsystem }: Required<EncryptedLabels>): Promise<void> {
  await run({ title: `naming ${path}`, file: 'cryptsetup', args: ['config', '--label', label, '--subsystem', subsystem ?? '', path] });
}
