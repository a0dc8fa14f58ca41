/** Puts a system that was parked, and looked at, where the boot loader finds it. */
import { join } from 'node:path';
import { inTheWayOf, newPlace, placedFiles } from '../plan/places.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { listFolder } from '../system/files.ts';
import { removeEntry } from '../system/placing.ts';
import { withEsp } from './boot-loader.ts';
import { forgetOn, parkedVersion } from './parked.ts';
import { changed, digestOnDisk, fileOf, type SystemCopy } from './parked-copy.ts';

/**
 * Lets the boot loader find the system at the next start, with three tries, and removes it from where it was parked: the bytes
 * of the copy, and of its files only what is listed. False where nothing is parked on this disk; what is must be this system.
 */
export async function placeOn(esp: string, copy: SystemCopy): Promise<boolean> {
  if ((await parkedVersion(esp)) === undefined) return false;
  if ((await digestOnDisk(esp)) !== copy.digest) throw changed('What the stick left is not the system that was looked at');
  for (const file of placedFiles(copy.manifest)) {
    const content = fileOf(copy, file);
    for (const place of file.places) await putInPlace(esp, place, content);
  }
  // FAT keeps no order: what is removed must not be gone before what replaces it is there.
  await run({ title: 'writing the EFI partition out', file: 'sync', args: ['--file-system', esp] });
  await forgetOn(esp);
  return true;
}

/** A new kernel takes the place of the same version under other counts. */
async function putInPlace(esp: string, place: string, content: Uint8Array): Promise<void> {
  await writeDurably(join(esp, newPlace(place)), content);
  for (const other of inTheWayOf(place, await listFolder(join(esp, 'EFI/Linux')))) await removeEntry(join(esp, other));
}

export function onDisks(disks: readonly string[], work: (esp: string) => Promise<void>): Promise<void> {
  return disks.reduce((before, disk) => before.then(() => withEsp(disk, work)), Promise.resolve());
}
