/** A CD-ROM image out of a stick image: the same bytes, and a header between partition table and first partition. */
import { join } from 'node:path';
import { findPartition } from '../../image/fat.ts';
import { copy, moveTo, readBytes, removeTree, sizeOf, writeAt } from '../../system/files.ts';
import { folders } from '../../system/paths.ts';
import { isoHeader, isoHeaderOffset } from './iso-header.ts';

/** Makes the file `iso` of the stick image; `epoch` (seconds since 1970) is the date that its volume bears. */
export async function makeIso(image: string, iso: string, epoch: number): Promise<void> {
  const temporary = `${iso}.part`;
  try {
    await copy(image, temporary);
    await writeAt(temporary, isoHeaderOffset, await headerFor(image, epoch));
    await moveTo(temporary, iso);
  } finally {
    await removeTree(temporary);
  }
}

async function headerFor(image: string, epoch: number): Promise<Uint8Array> {
  const esp = await findPartition(image, 'pintxo-stick-esp');
  if (esp === undefined) throw new Error(`${image} has no partition named pintxo-stick-esp`);
  const readme = await readBytes(join(folders.overlays, 'iso/README.txt'));
  const header = isoHeader({ imageBytes: await sizeOf(image), espOffset: esp.offset, readme, epoch });
  if (isoHeaderOffset + header.length > esp.offset) throw new Error('The header of the CD-ROM reaches into the first partition.');
  return header;
}
