/** Makes a mirror whole again, one executor per kind of step; decides nothing. */
import { join } from 'node:path';
import { z } from 'zod';
import type { RepairStep } from '../plan/decide-repair.ts';
import type { PlannedPartition } from '../plan/install-plan.ts';
import { dataLabel, emptySlotLabel, espLabel, incompleteLabel, joiningLabel } from '../plan/labels.ts';
import { run } from '../system/command.ts';
import { state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { noteVersion, registerBootEntry, withEsp } from './boot-loader.ts';
import { partitionNumber } from './context.ts';
import { checkCopy, firstSlot } from './copy-system.ts';
import type { DiskGuard } from './disk-guard.ts';
import { alsoBindToTpm, bindToTpm, forgetTpm, makeEncrypted } from './encryption.ts';
import { formatEsp, mappingName } from './file-systems.ts';
import { commit, eraseSignatures, partitionDisk } from './install.ts';
import { bindingsOfCopy } from './next-start.ts';
import { ownBootFiles, writeBootFiles } from './own-boot-files.ts';
import { changed, copyWith, type SystemCopy } from './parked-copy.ts';
import { onDisks, placeOn } from './place-parked.ts';
import { forgetParked, rememberRefused } from './refused-system.ts';
import { diskWithParked } from './see-parked.ts';
import { joinPool } from './pools.ts';
import { partitionPath, type RootImage, withEmptySlots } from './partition-table.ts';
import { nameSystem } from './write-slot.ts';

export interface RepairContext {
  /** Asked before each step. */
  readonly lookAgain: DiskGuard;
  readonly image: RootImage;
  /** UUID of the file system with the machine's data. */
  readonly state: string;
  /** Path of a disk that is whole: the new one becomes like it. */
  readonly twin: string;
  /** Absent where the data is not encrypted. */
  readonly recoveryKey: string | undefined;
  /** At this start nobody had to type the recovery key. */
  readonly openedByTpm: boolean;
  /** The system that a stick parked, as it was looked at. */
  readonly parked?: SystemCopy | undefined;
  warn(line: string): void;
}

type StepOf<Kind extends RepairStep['kind']> = Extract<RepairStep, { kind: Kind }>;
type Executor<Kind extends RepairStep['kind']> = (step: StepOf<Kind>, context: RepairContext) => Promise<void>;

const executors: { readonly [Kind in RepairStep['kind']]: Executor<Kind> } = {
  'join-disk': joinDisk,
  'rejoin-disk': ({ disk }, context) => rejoinData(disk, context),
  'make-whole': makeWhole,
  commit: async ({ disk }, context) => commit({ disk }, { partitions: await partitionsLike(context.twin) }),
  'bind-to-tpm': ({ partitions }, context) => bindAll(partitions, context),
  'bind-to-next': bindToNext,
  'place-system': placeSystem,
  'set-aside': setAside,
  'join-pool': ({ pool, disk }, { state: machine, recoveryKey }) => joinPool(pool, disk, { machine, recoveryKey }),
  restart: async () => void (await run({ title: 'restarting', file: 'systemctl', args: ['reboot'] })),
};

export async function executeRepairStep<Kind extends RepairStep['kind']>(step: StepOf<Kind>, context: RepairContext): Promise<void> {
  const executor: Executor<Kind> = executors[step.kind];
  await context.lookAgain(step);
  await executor(step, context);
}

async function placeSystem({ disks, digest, version }: StepOf<'place-system'>, { parked }: RepairContext): Promise<void> {
  const copy = copyWith(digest, parked);
  let places = 0;
  await onDisks(disks, async (esp) => {
    // A power cut may have come when it was in its place on one of two disks.
    if (await placeOn(esp, copy)) places += 1;
    await noteVersion(esp, version);
  });
  if (places === 0) throw changed('The new system is not on any disk any more');
  await forgetParked();
}

// The stick noted its own version on the disk: left there, it would keep every older one away that is meant to come.
async function setAside({ refusal, disks }: StepOf<'set-aside'>, { image: { version } }: RepairContext): Promise<void> {
  await onDisks(disks, (esp) => noteVersion(esp, version));
  await rememberRefused(refusal);
}

// A TPM that was cleared does not know its old binding, which looks the same as the new one.
async function bindAll(partitions: readonly string[], { recoveryKey = '', openedByTpm }: RepairContext): Promise<void> {
  for (const partition of partitions) {
    if (!openedByTpm) await forgetTpm(partition);
    await bindToTpm(partition, [{}], recoveryKey);
  }
}

// The note goes first: after a power cut the next start binds it again.
async function bindToNext({ partitions, disks, digest }: StepOf<'bind-to-next'>, context: RepairContext): Promise<void> {
  const bindings = await bindingsOfCopy(copyWith(digest, context.parked), await diskWithParked(disks), context.image.version);
  await removeEntry(join(state.recovery, 'bound'));
  await bindAll(partitions, context);
  for (const partition of partitions) await alsoBindToTpm(partition, bindings, context.recoveryKey ?? '');
}

// The data comes last: a disk that was cut off before it is not needed by anything yet.
async function joinDisk({ disk, on }: StepOf<'join-disk'>, context: RepairContext): Promise<void> {
  const files = await ownBootFiles(context.image.version);
  const partitions = withEmptySlots(await partitionsLike(context.twin));
  await closeData(disk);
  await eraseSignatures({ disk, on });
  await partitionDisk({ kind: 'partition-disk', disk, partitions, on }, context);
  // To copy takes minutes: a disk that was put in meanwhile may have the path of this one.
  await context.lookAgain({ on });
  await formatEsp(disk);
  const { root, verity } = firstSlot(disk, partitions);
  await checkCopy(context.image.rootHash, root, verity);
  await context.lookAgain({ on });
  await withEsp(disk, (esp) => writeBootFiles(esp, files));
  await nameSystem(disk, { root: partitionNumber({ partitions }, 'root'), verity: partitionNumber({ partitions }, 'root-verity') }, context.image);
  await addData(disk, context);
  await registerBootEntry({ disk }, context);
}

// Its old name would keep the disk from being taken again after a power cut.
async function rejoinData(disk: string, context: RepairContext): Promise<void> {
  await closeData(disk);
  await nameData(disk, incompleteLabel);
  const partition = dataPartitionOf(disk);
  await run({ title: `erasing the old data on ${partition}`, file: 'wipefs', args: ['--all', '--force', partition] });
  await addData(disk, context);
}

// From then on it holds data, and must not be taken for an installation that was cut short.
async function addData(disk: string, context: RepairContext): Promise<void> {
  const { recoveryKey } = context;
  const partition = dataPartitionOf(disk);
  const device = recoveryKey === undefined ? partition : await makeMember(partition, recoveryKey, context);
  await cancelBalance();
  await run({ title: 'adding the disk to the mirror', file: 'btrfs', args: ['device', 'add', '--force', device, '/var'] });
  await nameData(disk, joiningLabel);
}

async function nameData(disk: string, label: string): Promise<void> {
  await run({ title: `naming ${dataPartitionOf(disk)}`, file: 'sfdisk', args: ['--part-label', disk, String(roles.length), label] });
  await run({ title: 'waiting for the partitions', file: 'udevadm', args: ['settle', '--timeout=30'] });
}

// A start opens every partition that says it belongs to this machine, and waits for a person where the TPM does not open
// one: after a power cut nobody may be there, so it says so last.
async function makeMember(partition: string, recoveryKey: string, { state, openedByTpm, warn }: RepairContext): Promise<string> {
  const device = await makeEncrypted(partition, mappingName(partition), { label: incompleteLabel }, recoveryKey);
  await bindToTpm(partition, [{}], recoveryKey).catch((error: unknown) => {
    if (openedByTpm) throw error;
    warn(`The TPM does not open the new disk; the recovery key does. ${String(error)}`);
  });
  await run({ title: `naming ${partition}`, file: 'cryptsetup', args: ['config', '--label', state, partition] });
  return device;
}

async function makeWhole({ missing }: StepOf<'make-whole'>): Promise<void> {
  await cancelBalance();
  if (missing) await run({ title: 'letting go of the disk that is gone', file: 'btrfs', args: ['device', 'remove', 'missing', '/var'] });
  // What was written while there was one disk is on one disk only.
  await run({ title: 'putting everything on both disks', file: 'btrfs', args: ['balance', 'start', '-dconvert=raid1,soft', '-mconvert=raid1,soft', '/var'] });
}

// One that a power cut ended goes on by itself at the next start, and nothing else can be done until it has ended.
async function cancelBalance(): Promise<void> {
  await run({ title: 'stopping what was copied before', file: 'btrfs', args: ['balance', 'cancel', '/var'] }).catch(() => undefined);
}

// The running system itself may be mapped from this disk: only what we opened for its data is closed.
async function closeData(disk: string): Promise<void> {
  const children = await run({ title: `looking at ${disk}`, file: 'lsblk', args: ['--noheadings', '--list', '--output', 'NAME,TYPE', disk] });
  for (const [, name = ''] of children.matchAll(/^(pintxo-\S+)\s+crypt$/gm)) {
    await run({ title: `closing ${name}`, file: 'cryptsetup', args: ['close', name] });
  }
}

const Table = z.object({
  partitiontable: z.object({ sectorsize: z.number(), partitions: z.array(z.object({ size: z.number(), name: z.string().default('') })) }),
});

const roles = ['esp', 'root', 'root-verity', 'root', 'root-verity', 'data'] as const;

/** Device of the data partition of an installed disk: its last. */
export function dataPartitionOf(disk: string): string {
  return partitionPath(disk, roles.length);
}

/** The layout of an installed disk, for another one; the last partition takes what is left. */
async function partitionsLike(disk: string): Promise<PlannedPartition[]> {
  const table = await run({ title: `reading the partitions of ${disk}`, file: 'sfdisk', args: ['--json', disk] });
  const { sectorsize, partitions } = Table.parse(JSON.parse(table)).partitiontable;
  const labels = [espLabel, emptySlotLabel, emptySlotLabel, emptySlotLabel, emptySlotLabel, dataLabel];
  return roles.map((role, index) => ({
    role,
    label: labels[index] ?? '',
    ...(role === 'root' || role === 'root-verity' ? { slot: index < 3 ? ('a' as const) : ('b' as const) } : {}),
    ...(role === 'data' ? {} : { bytes: (partitions[index]?.size ?? 0) * sectorsize }),
  }));
}
