/** The partition table of an installed disk. Pure. */
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

/** The table as a script for sfdisk, which places and aligns the partitions in this order; one without a size takes the rest. */
export function partitionTable(partitions: readonly PlannedPartition[], image: Pick<RootImage, 'version' | 'rootHash'>): string {
  return ['label: gpt', ...partitions.map((partition) => [...sizeOf(partition), ...identityOf(partition, image)].join(', ')), ''].join('\n');
}

/** Types of the Discoverable Partitions Specification. */
const types: Readonly<Record<PlannedPartition['role'], string>> = {
  esp: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  root: '4f68bce3-e8cd-4db1-96e7-fbcaf984b709',
  'root-verity': '2c7357ed-ebd2-46d9-aec1-23d437ec2bf5',
  data: '0fc63daf-8483-4772-8e79-3d69d8477de4',
};

function identityOf(partition: PlannedPartition, { version, rootHash }: Pick<RootImage, 'version' | 'rootHash'>): string[] {
  const { role, slot, label } = partition;
  const uuids = partitionUuids(rootHash);
  const named = (name: string, uuid?: string): string[] => [`type=${types[role]}`, `name="${name}"`, ...(uuid === undefined ? [] : [`uuid=${uuid}`])];
  if (role === 'data') return named(incompleteLabel);
  if (role === 'esp') return named(label);
  if (slot === 'b') return named(emptySlotLabel);
  return role === 'root' ? named(rootLabel(version), uuids.data) : named(verityLabel(version), uuids.hash);
}

function sizeOf({ bytes }: PlannedPartition): string[] {
  return bytes === undefined ? [] : [`size=${bytes / 1024}KiB`];
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
