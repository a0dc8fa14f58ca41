/** What the installer will do to a machine: plain data, printed by `pintxo plan`, carried out by installer/execute. */
import type { Disk } from '../inventory/inventory.ts';
import type { KeyVerifier, StickMemory } from './stick-memory.ts';

/** The verdict on one disk, with the reason in words a person understands. */
export interface DiskVerdict {
  readonly path: string;
  readonly name: string;
  readonly verdict: 'chosen' | 'kept' | 'excluded' | 'refused';
  readonly reason: string;
}

/** One partition of the installed disk. */
export interface PlannedPartition {
  readonly label: string;
  readonly role: 'esp' | 'root' | 'root-verity' | 'data';
  /** Slot of the root pair; the first one gets the image of the stick, the other stays empty. */
  readonly slot?: 'a' | 'b' | undefined;
  /** Undefined: the rest of the disk. */
  readonly bytes?: number | undefined;
}

/** Further disks that become one storage pool, a mirror where there is more than one. */
export interface PlannedPool {
  /** `tanka1`, `tankb1`...: the letter says what it is for (DEFAULTS.md). */
  readonly name: string;
  readonly disks: readonly Disk[];
  /** It is there already, from an earlier system, and nothing is written to its disks: the installed machine adopts it when it is told to. */
  readonly isKept?: true | undefined;
}

/** Whether data is encrypted at rest, and why or why not, in words. */
export interface EncryptionDecision {
  readonly encrypted: boolean;
  readonly reason: string;
}

/** What tells a disk from every other one, and what was on it when it was decided what to do. */
export interface DiskIdentity {
  readonly path: string;
  readonly serial?: string | undefined;
  readonly wwn?: string | undefined;
  readonly bytes: number;
  /** Ends with the power. */
  readonly diskseq?: number | undefined;
  /** As `contentOf` has it. */
  readonly content: string;
  /** The running system may lie on it. */
  readonly isInUse?: true | undefined;
}

/** `disk` and `disks` are kernel paths of whole disks; `on` says which disks these are, and is looked at again before they are written to. */
export type Step = StepKind & { readonly on?: readonly DiskIdentity[] | undefined };

type StepKind =
  /** On the stick and in the firmware, before anything is erased: which disks these words of site.yaml are used for. */
  | { readonly kind: 'note-consent' }
  /** The same, when all is in place: with it the stick is used up for other disks. */
  | { readonly kind: 'note-installed' }
  | { readonly kind: 'erase-signatures'; readonly disk: string }
  /** Partitions, and the verified system into slot a; the data partition is made but holds nothing. */
  | { readonly kind: 'partition-disk'; readonly disk: string; readonly partitions: readonly PlannedPartition[] }
  /** The file system over the data partitions of all system disks, encrypted where `encrypted` says so. */
  | { readonly kind: 'format-state'; readonly disks: readonly string[]; readonly encrypted: boolean }
  | { readonly kind: 'format-pool'; readonly pool: string; readonly disks: readonly string[]; readonly encrypted: boolean }
  | { readonly kind: 'seed-state' }
  | { readonly kind: 'write-site' }
  | { readonly kind: 'make-secrets' }
  /** What people gave in secrets.yaml on the stick, into the machine's state. */
  | { readonly kind: 'take-secrets' }
  /** Off the stick, when the machine counts as installed. */
  | { readonly kind: 'remove-secrets' }
  /** The configuration of the first start, so that it need not wait for being rendered. */
  | { readonly kind: 'prepare-start' }
  | { readonly kind: 'bind-to-tpm'; readonly disks: readonly string[] }
  /** The same on an installed machine, by the recovery key. Where the TPM cannot be told, the next start asks for the key. */
  | { readonly kind: 'bind-again'; readonly disks: readonly string[] }
  /** Encrypted to the administrator, onto the stick. */
  | { readonly kind: 'write-recovery-sheet' }
  | { readonly kind: 'install-boot-loader'; readonly disk: string }
  | { readonly kind: 'commit'; readonly disk: string }
  | { readonly kind: 'register-boot-entry'; readonly disk: string }
  /** The stick's system into the slot that the machine was not started from last. */
  | { readonly kind: 'write-slot'; readonly disk: string }
  /** Kernel and boot loader onto the EFI partition, for the running system to put in their places. */
  | { readonly kind: 'park-system'; readonly disk: string }
  /** The stick's site.yaml onto the EFI partition, for the next bring-up to take over. */
  | { readonly kind: 'hand-in-site'; readonly disk: string };

export interface InstallPlan {
  readonly verdict: 'install';
  /** One disk, or two that mirror each other. */
  readonly systemDisks: readonly Disk[];
  readonly pools: readonly PlannedPool[];
  readonly encryption: EncryptionDecision;
  readonly disks: readonly DiskVerdict[];
  /** What is lost, in words; empty for blank disks. */
  readonly destroyed: readonly string[];
  readonly steps: readonly Step[];
  /** Where the networks of the house are, in words, where they had to move; absent where all are where they belong. */
  readonly moved?: readonly string[] | undefined;
}

/** What more is done when somebody at the stick's console types the recovery key. */
export interface KeyQuestion {
  /** Encrypted data: the key must open each of these. */
  readonly partitions: readonly string[];
  /** So long somebody is waited for. */
  readonly seconds: number;
  /** Instead of those without the key. */
  readonly steps: readonly Step[];
}

/** The stick's version goes into the other slot of an installed machine; /var stays. */
export interface Refresh {
  readonly verdict: 'refresh';
  readonly reason: 'newer' | 'reinstall';
  /** The present system starts once more, and judges the new one. */
  readonly isParked: boolean;
  /** Absent where nobody need be asked. */
  readonly question?: KeyQuestion | undefined;
  readonly systemDisks: readonly Disk[];
  readonly disks: readonly DiskVerdict[];
  readonly steps: readonly Step[];
}

/** A disk that carries Pintxo is never installed over: the machine boots on from it. */
export interface BootOn {
  readonly verdict: 'boot-on';
  readonly disk: Disk;
  readonly disks: readonly DiskVerdict[];
}

export interface Refusal {
  readonly verdict: 'refuse';
  readonly disks: readonly DiskVerdict[];
  readonly problem: string;
  /** Lines to add to site.yaml, ready to paste, and what else helps. */
  readonly remedies: readonly string[];
  /** Recovery keys of the machines that the stick has installed: who types one of them may go on. */
  readonly keys?: readonly KeyVerifier[] | undefined;
}

export type InstallDecision = InstallPlan | Refresh | BootOn | Refusal;

/** What the stick brings. */
export interface StickContent {
  readonly version: string;
  /** Hexadecimal SHA-256 of the stick's site.yaml: tells whether a reinstallation was carried out already. */
  readonly siteDigest: string;
  /** What it has done before, and what this machine's firmware remembers of it. */
  readonly memory?: StickMemory | undefined;
  /** Somebody who may allowed one more installation, on whatever disk site.yaml chooses. */
  readonly again?: boolean | 'begun' | undefined;
}
