/** Copies the stick's system into the slot of an installed disk that is not needed to start it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Step } from '../plan/install-plan.ts';
import { kernelsWithoutSystem, versionToKeep } from '../plan/kernels.ts';
import { emptySlotLabel, rootLabel, verityLabel } from '../plan/labels.ts';
import { chooseSlot, type Slot, type SlotPartition, versionsBeside } from '../plan/slots.ts';
import { run } from '../system/command.ts';
import { listFolder } from '../system/files.ts';
import { removeEntry } from '../system/placing.ts';
import { withEsp } from './boot-loader.ts';
import { checkCopy, copySystem } from './copy-system.ts';
import type { InstallContext } from './context.ts';
import { partitionPath, partitionUuids, type RootImage } from './partition-table.ts';

const Table = z.object({ partitiontable: z.object({ partitions: z.array(z.object({ node: z.string(), name: z.string().default(''), uuid: z.string() })) }) });

export async function writeSlot({ disk }: Extract<Step, { kind: 'write-slot' }>, { image }: InstallContext): Promise<void> {
  const uuids = partitionUuids(image.rootHash);
  const partitions = await slotPartitions(disk);
  const kernels = await withEsp(disk, (esp) => listFolder(join(esp, 'EFI/Linux')));
  const slot = chooseSlot(partitions, uuids.data, versionToKeep(kernels));
  if (slot === undefined) throw new Error(`${disk} has no slot to spare: both hold the version that is known to be good, or it was not partitioned by Pintxo. Build the image with a higher version (PINTXO_VERSION), and flash the stick again.`);
  // Until it is whole, nothing finds it by its name or number.
  if (!slot.isSame) {
    await nameSlot(disk, slot, [emptySlotLabel, emptySlotLabel], [randomUUID(), randomUUID()]);
    await removeKernels(disk, kernelsWithoutSystem(kernels, [image.version, ...versionsBeside(partitions, slot)]));
  }
  const [root, verity] = [partitionPath(disk, slot.root), partitionPath(disk, slot.verity)];
  if (!(slot.isSame && (await isWhole(image, root, verity)))) {
    await copySystem(image, root, verity);
    await checkCopy(image.rootHash, root, verity);
  }
  await nameSystem(disk, slot, image);
}

async function removeKernels(disk: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await withEsp(disk, async (esp) => {
    for (const name of names) await removeEntry(join(esp, 'EFI/Linux', name));
  });
}

// The machine may start from this very slot: where nothing is wrong with it, a damaged stick must not be copied over it.
async function isWhole({ rootHash }: RootImage, root: string, verity: string): Promise<boolean> {
  return checkCopy(rootHash, root, verity).then(() => true, () => false);
}

/** The partitions of an installed disk, with the paths of their devices. */
export async function slotPartitions(disk: string): Promise<Array<SlotPartition & { readonly path: string }>> {
  const table = await run({ title: `reading the partitions of ${disk}`, file: 'sfdisk', args: ['--json', disk] });
  return Table.parse(JSON.parse(table)).partitiontable.partitions.map(({ node, name, uuid }) => ({
    path: node,
    number: Number(/\d+$/.exec(node)?.[0] ?? 0),
    label: name,
    uuid: uuid.toLowerCase(),
  }));
}

/** Names a slot after the system in it, so that this system is found there. */
export async function nameSystem(disk: string, slot: Pick<Slot, 'root' | 'verity'>, { version, rootHash }: Pick<RootImage, 'version' | 'rootHash'>): Promise<void> {
  const uuids = partitionUuids(rootHash);
  await nameSlot(disk, slot, [rootLabel(version), verityLabel(version)], [uuids.data, uuids.hash]);
}

async function nameSlot(disk: string, { root, verity }: Pick<Slot, 'root' | 'verity'>, labels: readonly [string, string], uuids: readonly [string, string]): Promise<void> {
  for (const [index, number] of [root, verity].entries()) {
    await run({ title: 'naming a slot', file: 'sfdisk', args: ['--no-tell-kernel', '--part-label', disk, String(number), labels[index] ?? ''] });
    await run({ title: 'numbering a slot', file: 'sfdisk', args: ['--no-tell-kernel', '--part-uuid', disk, String(number), uuids[index] ?? ''] });
  }
}
