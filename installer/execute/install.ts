/** Carries out the steps of an InstallPlan, one executor per kind; decides nothing. */
import { join } from 'node:path';
import type { PlannedPartition, Step } from '../plan/install-plan.ts';
import { dataLabel } from '../plan/labels.ts';
import { run } from '../system/command.ts';
import { copyDurably, writeDurably } from '../system/durable.ts';
import { withMounted } from '../system/mount.ts';
import { partitionPath, repartDefinitions, type RootImage } from './repart-definitions.ts';

export interface InstallContext {
  readonly image: RootImage;
  /** The stick's EFI system partition, which holds the unified kernel image. */
  readonly stickEsp: string;
  readonly partitions: readonly PlannedPartition[];
  readonly siteText: string;
  warn(line: string): void;
}

type Executor<Kind extends Step['kind']> = (step: Extract<Step, { kind: Kind }>, context: InstallContext) => Promise<void>;

const executors: { readonly [Kind in Step['kind']]: Executor<Kind> } = {
  'erase-signatures': eraseSignatures,
  'partition-disk': partitionDisk,
  'seed-state': seedState,
  'write-site': writeSite,
  'install-boot-loader': installBootLoader,
  commit,
  'register-boot-entry': registerBootEntry,
};

/** Carries out one step; when it returns, what it wrote has reached the disk. */
export async function executeStep<Kind extends Step['kind']>(
  step: Extract<Step, { kind: Kind }>,
  context: InstallContext,
): Promise<void> {
  const executor: Executor<Kind> = executors[step.kind];
  await executor(step, context);
  await run({ title: 'writing everything out', file: 'sync', args: [] });
}

async function eraseSignatures({ disk }: { disk: string }): Promise<void> {
  const partitions = await run({ title: 'listing partitions', file: 'lsblk', args: ['-nrpo', 'NAME', disk] });
  const innermostFirst = partitions.split('\n').reverse();
  await run({ title: `erasing what is on ${disk}`, file: 'wipefs', args: ['--all', '--force', ...innermostFirst] });
}

async function partitionDisk({ disk, partitions }: Extract<Step, { kind: 'partition-disk' }>, { image }: InstallContext): Promise<void> {
  const folder = '/run/pintxo/definitions';
  for (const [name, text] of repartDefinitions(partitions, image)) await writeDurably(join(folder, name), text);
  await run({
    title: `partitioning ${disk} and copying the system`,
    file: 'systemd-repart',
    args: ['--empty=force', '--dry-run=no', '--no-pager', `--definitions=${folder}`, disk],
  });
  await settle();
}

async function seedState({ disk }: { disk: string }, context: InstallContext): Promise<void> {
  const top = { device: dataPartition(disk, context), type: 'btrfs' as const, options: 'noatime,compress=zstd:1', folder: '/mnt/state' };
  const image = { device: context.image.rootDevice, type: 'erofs' as const, options: 'ro', folder: '/mnt/image' };
  await withMounted({ ...top, options: `${top.options},subvolid=5` }, async (state) => {
    // A subvolume of its own, so that a snapshot can be taken of it and put in its place.
    await run({ title: 'readying /var', file: 'sh', args: ['-euc', `test -e ${state}/var || btrfs subvolume create ${state}/var`] });
    await run({ title: 'naming /var as the default', file: 'btrfs', args: ['subvolume', 'set-default', join(state, 'var')] });
    await withMounted(image, (root) =>
      run({ title: 'filling /var', file: 'cp', args: ['--archive', `${root}/var/.`, join(state, 'var')] }),
    );
  });
}

async function writeSite({ disk }: { disk: string }, context: InstallContext): Promise<void> {
  const data = { device: dataPartition(disk, context), type: 'btrfs' as const, options: 'noatime', folder: '/mnt/state' };
  const machineId = await run({ title: 'making an identity', file: 'systemd-id128', args: ['new'] });
  await withMounted(data, async (state) => {
    await writeDurably(join(state, 'lib/pintxo/site.yaml'), context.siteText, 0o600);
    await writeDurably(join(state, 'lib/pintxo/machine-id'), `${machineId}\n`);
  });
}

async function installBootLoader({ disk }: { disk: string }, { image, stickEsp }: InstallContext): Promise<void> {
  const stick = { device: stickEsp, type: 'vfat' as const, options: 'ro', folder: '/mnt/stick-esp' };
  const target = { device: partitionPath(disk, 1), type: 'vfat' as const, options: 'umask=0077', folder: '/mnt/esp' };
  const loader = '/usr/lib/systemd/boot/efi/systemd-bootx64.efi';
  await withMounted(stick, (from) =>
    withMounted(target, async (esp) => {
      // Three tries to become healthy, counted by the boot loader in the file's name.
      await copyDurably(join(from, 'EFI/BOOT/BOOTX64.EFI'), join(esp, `EFI/Linux/pintxo_${image.version}+3.efi`));
      await writeDurably(join(esp, 'loader/loader.conf'), 'timeout 0\neditor no\n');
      await copyDurably(loader, join(esp, 'EFI/systemd/systemd-bootx64.efi'));
      await copyDurably(loader, join(esp, 'EFI/BOOT/BOOTX64.EFI'));
    }),
  );
}

// The new name is what makes the disk count as installed.
async function commit({ disk }: { disk: string }, context: InstallContext): Promise<void> {
  const number = String(dataNumber(context));
  await run({ title: 'marking the disk as installed', file: 'sfdisk', args: ['--part-label', disk, number, dataLabel] });
  await settle();
}

/** Firmware that takes no entries still starts the disk by the fallback path, so this may fail. */
async function registerBootEntry({ disk }: { disk: string }, { warn }: InstallContext): Promise<void> {
  try {
    await createBootEntry(disk);
  } catch (error) {
    warn(`The firmware took no boot entry; the disk starts by its fallback path. ${String(error)}`);
  }
}

export async function createBootEntry(disk: string): Promise<void> {
  const listed = await run({ title: 'reading the boot entries', file: 'efibootmgr', args: [] });
  for (const number of bootEntries(listed)) {
    await run({ title: 'removing an old boot entry', file: 'efibootmgr', args: ['--quiet', '--bootnum', number, '--delete-bootnum'] });
  }
  await run({
    title: 'adding a boot entry',
    file: 'efibootmgr',
    args: ['--quiet', '--create', '--disk', disk, '--part', '1', '--label', 'Pintxo', '--loader', '\\EFI\\BOOT\\BOOTX64.EFI'],
  });
}

/** Numbers of the boot entries named Pintxo in the output of efibootmgr. */
export function bootEntries(listed: string): string[] {
  return [...listed.matchAll(/^Boot([0-9A-F]{4})\*?\s+Pintxo\b/gm)].flatMap((match) => match[1] ?? []);
}

function dataNumber({ partitions }: InstallContext): number {
  return partitions.findIndex((partition) => partition.role === 'data') + 1;
}

function dataPartition(disk: string, context: InstallContext): string {
  return partitionPath(disk, dataNumber(context));
}

async function settle(): Promise<void> {
  await run({ title: 'waiting for the partitions', file: 'udevadm', args: ['settle', '--timeout=30'] });
}
