/** What the edges of a disk say where no signature does. Pure. */
import { incompleteLabel } from '../plan/labels.ts';

/** What counts as an edge of a disk, in bytes: where nothing is written in the first and the last of it, the disk may be blank. */
export const edgeBytes = 2 ** 20;

/**
 * The last bytes of a disk from before it is encrypted until it is: the place for keys is filled with noise before the header,
 * which has a name, is written (cryptsetup, luksFormat). Nothing but this mark tells such noise from somebody's data.
 */
export const unfinishedMark: Uint8Array = ending(4096, `${incompleteLabel}\n`);

// LUKS2 header, before the place for keys: still empty.
const luksHeaderBytes = 32_768;

// Of a btrfs superblock; the other magic is written as the last thing of all (btrfs-progs, mkfs).
const superblock = { offset: 65_536, magic: { at: 64, unfinished: '!BHRfS_M' }, label: { at: 299, bytes: 256 } } as const;

/** `first` and `last`: the edges. `unfinished`: the installer itself was cut short while it encrypted or formatted the whole disk. */
export function judgeEdges(first: Uint8Array, last: Uint8Array): 'blank' | 'unfinished' | 'data' {
  if (!holdsData(first) && !holdsData(last)) return 'blank';
  return isBeingEncrypted(first, last) || isBeingFormatted(first) ? 'unfinished' : 'data';
}

/** Whether there may be a partition table of the kinds that we make: all end the first sector so. */
export function mayHoldTable(first: Uint8Array): boolean {
  return first[510] === 0x55 && first[511] === 0xaa;
}

/** Whether a table was made for sectors of another size, as behind some USB bridges: without the bridge the kernel finds no partition. */
export function isForOtherSectors(first: Uint8Array, sectorBytes: number): boolean {
  return [512, 4096].some((bytes) => bytes !== sectorBytes && Buffer.from(first.subarray(bytes, bytes + 8)).toString('latin1') === 'EFI PART');
}

/** True where a byte is neither 0x00 nor 0xFF: erased flash reads as either. */
export function holdsData(bytes: Uint8Array): boolean {
  // Nearly everything that is looked at is all of one kind, which is told without looking at each byte.
  const [first] = bytes;
  if (first === 0x00 || first === 0xff) {
    if (Buffer.compare(bytes.subarray(1), bytes.subarray(0, -1)) === 0) return false;
  }
  return bytes.some((byte) => byte !== 0x00 && byte !== 0xff);
}

function isBeingEncrypted(first: Uint8Array, last: Uint8Array): boolean {
  return isZero(first.subarray(0, luksHeaderBytes)) && Buffer.compare(last.subarray(-unfinishedMark.length), unfinishedMark) === 0;
}

function isBeingFormatted(first: Uint8Array): boolean {
  const { offset, magic, label } = superblock;
  const text = (at: number, bytes: number): string => Buffer.from(first.subarray(offset + at, offset + at + bytes)).toString('latin1');
  return isZero(first.subarray(0, offset)) && text(magic.at, magic.unfinished.length) === magic.unfinished && text(label.at, label.bytes).split('\0')[0] === incompleteLabel;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function ending(bytes: number, text: string): Uint8Array {
  const filled = new Uint8Array(bytes);
  filled.set(Buffer.from(text), bytes - text.length);
  return filled;
}
