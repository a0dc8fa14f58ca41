/** Looks at the system that a stick parked on the disks of the machine: its boot files, and the root file system beside them. */
import type { Site } from '../../builder/site/site.ts';
import { parsePublicKey, type PublicKey } from '../../builder/trust/minisign.ts';
import type { ParkedSystem } from '../plan/judge-system.ts';
import { listFolder, readText } from '../system/files.ts';
import { image } from '../system/paths.ts';
import { withEsp } from './boot-loader.ts';
import { checkCopy } from './copy-system.ts';
import { inspectOn, parkedVersion } from './parked.ts';
import { partitionUuids } from './partition-table.ts';
import { slotPartitions } from './write-slot.ts';

/** Those of the running system, and of the site that is in use. */
export async function trustedKeys({ updates }: Site): Promise<PublicKey[]> {
  const names = (await listFolder(image.keys)).filter((name) => name.endsWith('.pub'));
  const texts = await Promise.all(names.map((name) => readText(`${image.keys}/${name}`)));
  return [...texts, ...updates.keys].flatMap((text) => parsePublicKey(text ?? '') ?? []);
}

/** Undefined where none of the disks has one. Where several have, all must have the same, whole. */
export async function seeParked(disks: readonly string[], keys: readonly PublicKey[]): Promise<ParkedSystem | undefined> {
  const seen: ParkedSystem[] = [];
  for (const disk of disks) seen.push(...(await seeOn(disk, keys)));
  const [first, ...others] = seen;
  if (first === undefined) return undefined;
  const isMixed = others.some(({ digest }) => digest !== first.digest);
  return { ...first, faults: [...new Set([...(isMixed ? ['the disks hold different ones'] : []), ...seen.flatMap(({ faults }) => faults)])] };
}

async function seeOn(disk: string, keys: readonly PublicKey[]): Promise<ParkedSystem[]> {
  const parked = await withEsp(disk, (esp) => inspectOn(esp, keys));
  if (parked === undefined) return [];
  // What is damaged already need not be read for a minute.
  return parked.faults.length > 0 ? [parked] : [{ ...parked, faults: await rootFaults(disk, parked.rootHash) }];
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
  throw new Error('The new system is not on any disk any more.');
}
