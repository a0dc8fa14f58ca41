/** The file systems of an installation: the machine's state over its system disks, and the storage pools. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Step } from '../plan/install-plan.ts';
import { espLabel, incompleteLabel } from '../plan/labels.ts';
import { markUnfinished } from '../system/block.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { withMounted } from '../system/mount.ts';
import { dataNumber, type InstallContext } from './context.ts';
import { type EncryptedLabels, makeEncrypted, newRecoveryKey } from './encryption.ts';
import { poolUuid } from './pool-id.ts';
import { partitionPath } from './partition-table.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

export const stateOptions = 'noatime,compress=zstd:1';

export async function formatState({ disks, encrypted }: StepOf<'format-state'>, context: InstallContext): Promise<void> {
  const { work } = context;
  for (const disk of disks) await formatEsp(disk);
  const partitions = disks.map((disk) => partitionPath(disk, dataNumber(context)));
  work.state = randomUUID();
  work.recoveryKey = encrypted ? newRecoveryKey() : undefined;
  work.stateDevices = await openAll(partitions, { label: work.state }, work.recoveryKey);
  await makeMirror(work.stateDevices, work.state, 'pintxo-state');
}

/** Makes the EFI partition of a disk empty. */
export async function formatEsp(disk: string): Promise<void> {
  await run({ title: `making the EFI partition of ${disk}`, file: 'mkfs.vfat', args: ['-F', '32', '-n', espLabel.toUpperCase(), partitionPath(disk, 1)] });
}

/** An encrypted pool is opened by the recovery key, which the machine keeps in its own encrypted state. */
export async function formatPool({ pool, disks, encrypted }: StepOf<'format-pool'>, { work }: InstallContext): Promise<void> {
  const uuid = poolUuid(work.state ?? '', pool);
  for (const disk of disks) await markUnfinished(disk);
  // It gets its own name when the installed machine first opens it: until then a power cut may make it anew.
  const devices = await openAll(disks, { label: incompleteLabel, subsystem: uuid }, encrypted ? work.recoveryKey : undefined);
  await makeMirror(devices, uuid, incompleteLabel);
  for (const device of devices) if (device.startsWith('/dev/mapper/')) await close(device);
}

async function openAll(partitions: readonly string[], labels: EncryptedLabels, recoveryKey: string | undefined): Promise<string[]> {
  if (recoveryKey === undefined) return [...partitions];
  const devices: string[] = [];
  for (const partition of partitions) devices.push(await makeEncrypted(partition, mappingName(partition), labels, recoveryKey));
  return devices;
}

/** `/dev/vda6` gives `pintxo-vda6`. */
export function mappingName(partition: string): string {
  return `pintxo-${partition.replace('/dev/', '')}`;
}

async function close(device: string): Promise<void> {
  await run({ title: `closing ${device}`, file: 'cryptsetup', args: ['close', device.replace('/dev/mapper/', '')] });
}

async function makeMirror(devices: readonly string[], uuid: string, label: string): Promise<void> {
  const profile = devices.length > 1 ? ['--data', 'raid1', '--metadata', 'raid1'] : [];
  await run({
    title: 'making the file system',
    file: 'mkfs.btrfs',
    args: ['--quiet', '--force', '--uuid', uuid, '--label', label, ...profile, ...devices],
  });
}

/** Mounts the machine's state, as it will be /var, for the time of the work. */
export async function withState<Result>({ work }: InstallContext, use: (folder: string) => Promise<Result>): Promise<Result> {
  const [device = ''] = work.stateDevices;
  return withMounted({ device, type: 'btrfs', options: stateOptions, folder: '/mnt/state' }, use);
}

export async function seedState(_step: StepOf<'seed-state'>, context: InstallContext): Promise<void> {
  const [device = ''] = context.work.stateDevices;
  const top = { device, type: 'btrfs' as const, options: `${stateOptions},subvolid=5`, folder: '/mnt/state' };
  const image = { device: context.image.rootDevice, type: 'erofs' as const, options: 'ro', folder: '/mnt/image' };
  await withMounted(top, async (state) => {
    // A subvolume of its own, so that a snapshot can be taken of it and put in its place.
    await run({ title: 'readying /var', file: 'btrfs', args: ['--quiet', 'subvolume', 'create', join(state, 'var')] });
    await run({ title: 'naming /var as the default', file: 'btrfs', args: ['subvolume', 'set-default', join(state, 'var')] });
    await withMounted(image, (root) =>
      run({ title: 'filling /var', file: 'cp', args: ['--archive', `${root}/var/.`, join(state, 'var')] }),
    );
  });
}

export async function writeSite(_step: StepOf<'write-site'>, context: InstallContext): Promise<void> {
  const machineId = await run({ title: 'making an identity', file: 'systemd-id128', args: ['new'] });
  await withState(context, async (state) => {
    await writeDurably(join(state, 'lib/pintxo/site.yaml'), context.siteText, 0o600);
    await writeDurably(join(state, 'lib/pintxo/networks.json'), JSON.stringify(context.networks));
    await writeDurably(join(state, 'lib/pintxo/machine-id'), `${machineId}\n`);
    // It is needed to make a new disk part of the mirror; it lies behind itself.
    if (context.work.recoveryKey !== undefined) await writeDurably(join(state, 'lib/pintxo/recovery/key'), context.work.recoveryKey, 0o600);
  });
}
