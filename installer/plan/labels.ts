/** GPT partition names: how a disk says in clear what Pintxo made of it, whatever is encrypted. */
import type { Disk } from '../inventory/inventory.ts';

/** EFI system partition of an installed disk. */
export const espLabel = 'pintxo-esp';
/** On the EFI partition: what was installed there, InstallationRecord as JSON. */
export const installationRecordPath = 'pintxo/installation.json';
/** Data partition of a finished installation; giving this name is the last step. */
export const dataLabel = 'pintxo-data';
/** Data partition until then. */
export const incompleteLabel = 'pintxo-incomplete';
/** Data partition of a new disk of a mirror while the data is copied to it: what is written meanwhile may be on it alone one day. */
export const joiningLabel = 'pintxo-joining';
/** A root or verity partition without content (systemd-sysupdate's own word). */
export const emptySlotLabel = '_empty';

/** Partitions of the stick. */
export const stickEspLabel = 'pintxo-stick-esp';
export const stickRootLabel = 'pintxo-stick-root';
export const stickVerityLabel = 'pintxo-stick-verity';
/** FAT partition of the stick: site.yaml, README.txt, logs. */
export const stickFilesLabel = 'PINTXO';

/** Name of a root partition that holds an image: `pintxo_1.4.0`. */
export function rootLabel(version: string): string {
  return `pintxo_${version}`;
}

/** Name of the partition with the hashes of that root: `pintxo_1.4.0_verity`. */
export function verityLabel(version: string): string {
  return `pintxo_${version}_verity`;
}

/** Any disk with our root for sticks on it, whether or not this system was started from it. */
export function isStick(disk: Disk): boolean {
  return hasLabel(disk, stickRootLabel);
}

/** A finished installation, of any version. */
export function carriesPintxo(disk: Disk): boolean {
  return (hasLabel(disk, dataLabel) || hasLabel(disk, joiningLabel)) && !isStick(disk);
}

/** Types of what a storage pool lies in: encrypted, plain, or made by a hypervisor. */
const poolTypes: readonly string[] = ['crypto_LUKS', 'btrfs', 'zfs_member'];

/** Name of the storage pool that the disk holds, whole or in part, by the name that stands on it in clear; see also `labelFor` in pool-parts. */
export function poolOn({ signatures, partitions }: Disk): string | undefined {
  const labels = [...signatures, ...partitions.flatMap((partition) => partition.signatures)].filter(({ type }) => poolTypes.includes(type));
  return labels.flatMap(({ label = '' }) => /^(tank[a-z]\d+)(\.\d+-[0-9a-f]+)?$/.exec(label)?.[1] ?? [])[0];
}

/** The disk's data partition has not been given its last name yet. */
export function isUnfinished(disk: Disk): boolean {
  return hasLabel(disk, incompleteLabel) || hasLabel(disk, joiningLabel);
}

/** A system that lies there whole, or was being installed: repair names it when it is whole. */
export function holdsSystem(disk: Disk, version: string): boolean {
  return hasLabel(disk, rootLabel(version));
}

/** An installation that was cut short: every partition is ours and none holds anything yet. */
export function isHalfMade(disk: Disk): boolean {
  return isHalfMadePool(disk) || (hasLabel(disk, incompleteLabel) && disk.partitions.every((partition) => isOurs(partition.label)));
}

// A pool takes the whole disk. Until it is in use, its file system or encryption has the unfinished name.
function isHalfMadePool({ signatures, partitions }: Disk): boolean {
  return partitions.length === 0 && signatures.length > 0 && signatures.every(({ label }) => label === incompleteLabel);
}

function hasLabel(disk: Disk, label: string): boolean {
  return disk.partitions.some((partition) => partition.label === label);
}

function isOurs(label: string | undefined): boolean {
  return label !== undefined && ([espLabel, incompleteLabel, emptySlotLabel].includes(label) || label.startsWith(rootLabel('')));
}
