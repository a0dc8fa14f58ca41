/** Looks at the system that a stick parked on the disks of the machine: its boot files, and the root file system beside them. */
import type { Site } from '../../builder/site/site.ts';
import { parsePublicKey, type PublicKey } from '../../builder/trust/minisign.ts';
import { listFolder, readText } from '../system/files.ts';
import { image } from '../system/paths.ts';
import { withEsp } from './boot-loader.ts';
import { checkCopy } from './copy-system.ts';
import { parkedVersion } from './parked.ts';
import { changed, type ReadSystem, readParked } from './parked-copy.ts';
import { partitionUuids } from './partition-table.ts';
import { slotPartitions } from './write-slot.ts';

/** Those of the running system, and of the site that is in use. */
export async function trustedKeys({ updates }: Site, folder = image.keys): Promise<PublicKey[]> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith('.pub'));
  const texts = await Promise.all(names.map((name) => readText(`${folder}/${name}`)));
  return [...texts, ...updates.keys].flatMap((text) => parsePublicKey(text ?? '') ?? []);
}

/** Undefined where none of the disks has one. Where several have, all must have the same, whole. */
export async function seeParked(disks: readonly string[], keys: readonly PublicKey[]): Promise<ReadSystem | undefined> {
  const seen: ReadSystem[] = [];
  for (const disk of disks) seen.push(...(await seeOn(disk, keys)));
  return oneOf(seen);
}

/** What the disks hold together: one system, or one with faults. */
export function oneOf([first, ...others]: readonly ReadSystem[]): ReadSystem | undefined {
  if (first === undefined) return undefined;
  const isMixed = others.some(({ parked }) => parked.digest !== first.parked.digest);
  const faults = [...new Set([...(isMixed ? ['the disks hold different ones'] : []), ...[first, ...others].flatMap(({ parked }) => parked.faults)])];
  return faults.length > 0 ? { parked: { ...first.parked, faults } } : first;
}

async function seeOn(disk: string, keys: readonly PublicKey[]): Promise<ReadSystem[]> {
  const read = await withEsp(disk, (esp) => readParked(esp, keys));
  if (read === undefined) return [];
  // What is damaged already need not be read for a minute.
  return read.parked.faults.length > 0 ? [read] : [{ ...read, parked: { ...read.parked, faults: await rootFaults(disk, read.parked.rootHash) } }];
}

// Only where the root beside it is the one that the kernel will check it by, the new system can start at all.
async function rootFaults(disk: string, rootHash: string): Promise<string[]> {
  const uuids = partitionUuids(rootHash);
  const partitions = await slotPartitions(disk);
  const [root, verity] = [uuids.data, uuids.hash].map((uuid) => partitions.find((partition) => partition.uuid === uuid));
  if (root === undefined || verity === undefined) return [`the root file system is not on ${disk}`];
  return checkCopy(rootHash, root.path, verity.path).then(() => [], () => [`the root file system on ${disk} is not the one that its root hash says`]);
}

/** The first of the disks that has a parked system. */
export async function diskWithParked(disks: readonly string[]): Promise<string> {
  for (const disk of disks) if ((await withEsp(disk, parkedVersion)) !== undefined) return disk;
  throw changed('The new system is not on any disk any more');
}
