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
  return hasLabel(disk, dataLabel) && !isStick(disk);
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
