/** The partitions of an installed disk as systemd-repart definitions. Pure. */
import type { PlannedPartition } from '../plan/install-plan.ts';
import { emptySlotLabel, incompleteLabel, rootLabel, verityLabel } from '../plan/labels.ts';

export interface RootImage {
  readonly version: string;
  /** Hexadecimal root hash of dm-verity. */
  readonly rootHash: string;
  /** Device with the verified root: reading it finds a damaged stick, at the cost of hashing every block. */
  readonly rootDevice: string;
  /** Device that the root is copied from: what comes from it unverified is checked on the disk. */
  readonly copyDevice: string;
  readonly verityDevice: string;
}

/** File name to content, in the order in which the partitions lie on the disk. */
export function repartDefinitions(partitions: readonly PlannedPartition[], image: Pick<RootImage, 'version' | 'rootHash'>): Map<string, string> {
  return new Map(
    partitions.map((partition, index) => [
      `${String((index + 1) * 10).padStart(3, '0')}-${partition.role}.conf`,
      ['[Partition]', ...linesFor(partition, image), ...sizeLines(partition), ''].join('\n'),
    ]),
  );
}

function linesFor(partition: PlannedPartition, image: Pick<RootImage, 'version' | 'rootHash'>): string[] {
  const uuids = partitionUuids(image.rootHash);
  switch (partition.role) {
    case 'esp':
      return ['Type=esp', `Label=${partition.label}`];
    case 'root':
      return ['Type=root-x86-64', ...slotLines(partition, rootLabel(image.version), uuids.data)];
    case 'root-verity':
      return ['Type=root-x86-64-verity', ...slotLines(partition, verityLabel(image.version), uuids.hash)];
    case 'data':
      return ['Type=linux-generic', `Label=${incompleteLabel}`];
  }
}

function slotLines(partition: PlannedPartition, label: string, uuid: string): string[] {
  return partition.slot === 'b' ? [`Label=${emptySlotLabel}`] : [`Label=${label}`, `UUID=${uuid}`];
}

function sizeLines({ bytes }: PlannedPartition): string[] {
  return bytes === undefined ? [] : [`SizeMinBytes=${bytes}`, `SizeMaxBytes=${bytes}`];
}

/**
 * Partition UUIDs by which the veritysetup generator finds the two devices: the first and the last 128 bits of the
 * root hash (Discoverable Partitions Specification).
 */
export function partitionUuids(rootHash: string): { data: string; hash: string } {
  return { data: asUuid(rootHash.slice(0, 32)), hash: asUuid(rootHash.slice(-32)) };
}

function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * The same partitions with both slots empty: nothing starts a system on this disk, and none is found by its number on
 * two disks, until the copy in the first slot is whole and named.
 */
export function withEmptySlots(partitions: readonly PlannedPartition[]): PlannedPartition[] {
  return partitions.map((partition) => (partition.slot === 'a' ? { ...partition, slot: 'b' } : partition));
}

/** Path of a partition's device: `/dev/sda` and 2 give `/dev/sda2`, `/dev/nvme0n1` gives `/dev/nvme0n1p2`. */
export function partitionPath(disk: string, number: number): string {
  return /\d$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}
