/** What the installer knows about a machine: plain data, saved as JSON, captured in test/fixtures/machines. */

export type Transport = 'nvme' | 'sata' | 'sas' | 'usb' | 'mmc' | 'virtio' | 'ide' | 'scsi' | 'san' | 'unknown';

/** Something that libblkid recognises: a partition table, file system, RAID, LVM or LUKS member. */
export interface Signature {
  readonly type: string;
  readonly usage: 'filesystem' | 'raid' | 'crypto' | 'partition-table' | 'other';
  readonly label?: string | undefined;
  readonly uuid?: string | undefined;
}

export interface Partition {
  readonly path: string;
  readonly number: number;
  readonly bytes: number;
  /** GPT partition name. */
  readonly label?: string | undefined;
  readonly typeUuid?: string | undefined;
  readonly uuid?: string | undefined;
  readonly signatures: readonly Signature[];
}

export interface Disk {
  /** Kernel path, for messages only: it may change from boot to boot. */
  readonly path: string;
  /** Stable names below /dev/disk/by-id, without the folder. */
  readonly ids: readonly string[];
  readonly serial?: string | undefined;
  readonly wwn?: string | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly bytes: number;
  readonly logicalSectorBytes: number;
  readonly transport: Transport;
  readonly removable: boolean;
  readonly readOnly: boolean;
  readonly rotational: boolean;
  /** Signatures on the whole disk. */
  readonly signatures: readonly Signature[];
  readonly partitions: readonly Partition[];
  /** What the disk's EFI partition says of the installation on it. */
  readonly installation?: InstallationRecord | undefined;
  /** The disk is in use as the medium that this system was started from. */
  readonly isBootMedium: boolean;
  /** Something on the disk is mounted or mapped by the running system; absent where nothing is. */
  readonly isInUse?: true | undefined;
  /** On a port that things are plugged into while the machine runs (FireWire, Thunderbolt), or on a bus that nobody knows. */
  readonly isOutside?: true | undefined;
  /** The kernel's number for this very disk since the last start: a path gets another one when another disk takes it. */
  readonly diskseq?: number | undefined;
}

/** Written by the installer to pintxo/installation.json on the EFI partition; without secrets. */
export interface InstallationRecord {
  readonly version: string;
  /** Hexadecimal SHA-256 of the site.yaml that the stick had. */
  readonly siteDigest: string;
  /** Of the sticks before: what they asked for was carried out, and is not done again. */
  readonly earlierSites?: readonly string[] | undefined;
  /** Identifies the machine's data over all its disks: the UUID of the btrfs file system. */
  readonly state: string;
}

export interface Link {
  readonly name: string;
  /** Lower case, colon separated; survives renames and locally administered addresses. */
  readonly permanentMac: string;
  readonly driver?: string | undefined;
  readonly bus?: string | undefined;
  readonly path?: string | undefined;
  readonly carrier: boolean;
  readonly speedMbps?: number | undefined;
  readonly wireless: boolean;
  /** What it is, in words, where it is no port that a house is plugged into: `a modem`. It is used only when site.yaml names it. */
  readonly noPort?: string | undefined;
  /** Its MAC address does not tell it apart, so its place does; the value says why, in words. */
  readonly byPlace?: string | undefined;
  /** Addresses leased by DHCP when the machine was looked at, in CIDR notation; absent where nobody asked yet. */
  readonly leases?: readonly string[] | undefined;
}

export interface Inventory {
  readonly version: 1;
  readonly system: { readonly vendor?: string | undefined; readonly product?: string | undefined };
  readonly firmware: { readonly type: 'uefi' | 'bios'; readonly secureBoot: boolean };
  readonly cpu: { readonly architecture: string; readonly model: string; readonly threads: number };
  readonly memoryBytes: number;
  /** Seconds since 1970: what the machine's hardware clock said, and when the image was built. */
  readonly clock?: { readonly now: number; readonly imageEpoch: number } | undefined;
  /** `usable`: it answered in time when asked for random numbers; absent where nobody asked. */
  readonly tpm: { readonly version: 1 | 2; readonly usable?: boolean | undefined } | null;
  /** Whether something is there to show a picture on; absent where nobody looked. */
  readonly screen?: boolean | undefined;
  readonly disks: readonly Disk[];
  readonly links: readonly Link[];
}
