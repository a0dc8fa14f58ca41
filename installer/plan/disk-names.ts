/** Disks in words. Pure. */
import { plain } from '../../builder/render/plain.ts';
import type { Disk, Partition, Signature, Transport } from '../inventory/inventory.ts';

const transportNames: Readonly<Record<Transport, string>> = {
  nvme: 'NVMe',
  sata: 'SATA',
  sas: 'SAS',
  usb: 'USB',
  mmc: 'MMC',
  virtio: 'virtio',
  ide: 'IDE',
  scsi: 'SCSI',
  san: 'behind a network',
  unknown: 'unknown bus',
};

/** `Samsung SSD 980 (500 GB, NVMe, serial S64DNX0R)`. */
export function nameDisk(disk: Disk): string {
  const serial = disk.serial === undefined ? 'no serial' : `serial ${disk.serial}`;
  return plain(`${modelOf(disk)} (${formatBytes(disk.bytes)}, ${transportNames[disk.transport]}, ${serial})`);
}

/** With the path, which tells two equal disks apart on this one start. */
export function nameDiskAt(disk: Disk): string {
  return `${nameDisk(disk)} at ${disk.path}`;
}

/** Decimal, as on the box of the disk: `500 GB`, `2 TB`. */
export function formatBytes(bytes: number): string {
  if (bytes === 0) return 'no medium';
  if (bytes >= 10 ** 12) return `${shorten(bytes / 10 ** 12)} TB`;
  if (bytes >= 10 ** 9) return `${shorten(bytes / 10 ** 9)} GB`;
  return `${shorten(bytes / 10 ** 6)} MB`;
}

/** What is on the disk, one line for each partition: `partition 3 "Basic data" (498 GB): NTFS (Windows) "Data"`. */
export function describeContents({ signatures, partitions }: Disk): string[] {
  // Where there are partitions, their table goes without saying.
  const shown = partitions.length === 0 ? signatures : signatures.filter(({ usage }) => usage !== 'partition-table');
  return [...shown.map(nameSignature), ...partitions.map(describePartition)];
}

/** The same in few words: `4 partitions: FAT "SYSTEM", NTFS (Windows) "Data"`, or `blank`. */
export function summarizeContents({ signatures, partitions }: Disk): string {
  if (partitions.length === 0) return signatures.map(nameSignature).join(', ') || 'blank';
  const kinds = new Set(partitions.flatMap((partition) => partition.signatures.map(nameSignature)));
  const count = partitions.length === 1 ? '1 partition' : `${partitions.length} partitions`;
  return `${count}: ${[...kinds].join(', ') || 'nothing known in them'}`;
}

function describePartition({ number, label, bytes, signatures }: Partition): string {
  const name = label === undefined ? '' : ` "${label}"`;
  const content = signatures.map(nameSignature).join(', ') || 'nothing known';
  return plain(`partition ${number}${name} (${formatBytes(bytes)}): ${content}`);
}

function modelOf({ vendor, model, transport }: Disk): string {
  if (model === undefined) return vendor ?? `${transportNames[transport]} disk`;
  return vendor === undefined || model.startsWith(vendor) ? model : `${vendor} ${model}`;
}

const signatureNames: Readonly<Record<string, string>> = {
  gpt: 'a GPT partition table',
  dos: 'an MBR partition table',
  PMBR: 'a protective MBR',
  vfat: 'FAT',
  exfat: 'exFAT',
  ntfs: 'NTFS (Windows)',
  BitLocker: 'BitLocker (encrypted Windows)',
  apfs: 'APFS (macOS)',
  hfsplus: 'HFS+ (macOS)',
  ext4: 'ext4 (Linux)',
  btrfs: 'btrfs (Linux)',
  xfs: 'XFS (Linux)',
  swap: 'swap (Linux)',
  erofs: 'read-only system (erofs)',
  DM_verity_hash: 'verity hashes',
  crypto_LUKS: 'LUKS (encrypted Linux)',
  LVM2_member: 'part of an LVM volume group',
  linux_raid_member: 'part of a Linux RAID',
  isw_raid_member: 'part of an Intel RAID',
  ddf_raid_member: 'part of a hardware RAID',
  zfs_member: 'part of a ZFS pool',
  mpath_member: 'one of several paths to the same storage',
  iso9660: 'an ISO image',
  'unknown-data': 'data of an unknown kind (perhaps encrypted)',
  'table-elsewhere': 'a partition table for sectors of another size (perhaps made behind a USB adapter)',
  unfinished: 'a file system or encryption that was not finished',
  unreadable: 'something that could not be read',
};

function nameSignature({ type, label }: Signature): string {
  const name = signatureNames[type] ?? type;
  return label === undefined ? name : `${name} "${label}"`;
}

function shorten(value: number): string {
  return String(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
}
