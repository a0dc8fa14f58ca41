/**
 * Understands `wipefs --json --no-act`. Pure.
 *
 * Why wipefs and not lsblk's FSTYPE or blkid: lsblk repeats what udev stored, and blkid names one winner or none where
 * signatures contradict each other. wipefs reads the device itself and lists every signature that libblkid knows,
 * backup partition tables and superblocks with wrong checksums included.
 */
import { z } from 'zod';
import { incompleteLabel } from '../plan/labels.ts';
import type { DiskCapture } from './capture.ts';
import type { Signature } from './inventory.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value === '' ? undefined : (value ?? undefined)));

const Listing = z.object({
  signatures: z.array(
    z.object({
      type: z.string(),
      usage: z.enum(['filesystem', 'raid', 'crypto', 'partition-table', 'other']).catch('other'),
      label: text,
      uuid: text,
    }),
  ),
});

/** The device could not be read, so nobody knows what it holds: it counts as not blank. */
export const unreadable: Signature = { type: 'unreadable', usage: 'other' };

/** No signature is known, yet something is written there: encrypted data without a header looks like this. */
export const unknownData: Signature = { type: 'unknown-data', usage: 'other' };

/** Neither file system nor encryption yet: a power cut came while the installer made it. */
export const unfinished: Signature = { type: 'unfinished', usage: 'other', label: incompleteLabel };

/** A partition table for sectors of another size: the kernel finds no partition, and there may be some. */
export const tableElsewhere: Signature = { type: 'table-elsewhere', usage: 'other' };

type Edges = DiskCapture['edges'];

/** Where no signature is known. */
const byEdges: Readonly<Record<Edges, Signature[]>> = { blank: [], unfinished: [unfinished], table: [unknownData], 'table-elsewhere': [tableElsewhere], data: [unknownData], unreadable: [unreadable] };

/** Beside a table without partitions. */
const besideTable: Readonly<Record<Edges, Signature[]>> = { ...byEdges, unfinished: [], table: [] };

/** Signatures of one device, each kind once; null and nonsense give `unreadable`. */
export function parseSignatures(json: string | null | undefined): Signature[] {
  if (json === null || json === undefined) return [unreadable];
  // util-linux 2.38 prints nothing at all for some blank devices.
  if (json.trim() === '') return [];
  const listing = Listing.safeParse(parsed(json)).data;
  return listing === undefined ? [unreadable] : oncePerType(listing.signatures);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Signatures of a whole disk; `isBare`: the kernel finds no partition. A disk without any is blank only if its first and last MiB are too: erased flash reads
 * as 0x00 or 0xFF, so a disk fresh from the factory passes, and a volume without a header (plain dm-crypt, hidden
 * containers) does not. Nor is one with a table and no partition as empty as it looks.
 */
export function diskSignatures(json: string | null | undefined, edges: Edges, isBare = false): Signature[] {
  const known = parseSignatures(json);
  if (known.length === 0) return byEdges[edges];
  return isBare && known.every(({ usage }) => usage === 'partition-table') ? [...known, ...besideTable[edges]] : known;
}

// A GPT has two copies, a ZFS member has dozens of labels: once is enough for people.
function oncePerType(signatures: readonly Signature[]): Signature[] {
  const byType = new Map<string, Signature>();
  for (const signature of signatures) {
    const isNews = !byType.has(signature.type) || signature.label !== undefined;
    if (isNews) byType.set(signature.type, signature);
  }
  return [...byType.values()];
}
