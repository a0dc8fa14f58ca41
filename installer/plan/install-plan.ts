/** What the installer will do to a machine: plain data, printed by `pintxo plan`, carried out by installer/execute. */
import type { Disk } from '../inventory/inventory.ts';

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

export type Step =
  | { readonly kind: 'erase-signatures'; readonly disk: string }
  | { readonly kind: 'partition-disk'; readonly disk: string; readonly partitions: readonly PlannedPartition[] }
  | { readonly kind: 'seed-state'; readonly disk: string }
  | { readonly kind: 'write-site'; readonly disk: string }
  | { readonly kind: 'install-boot-loader'; readonly disk: string }
  | { readonly kind: 'commit'; readonly disk: string }
  | { readonly kind: 'register-boot-entry'; readonly disk: string };

export interface InstallPlan {
  readonly verdict: 'install';
  readonly systemDisk: Disk;
  readonly disks: readonly DiskVerdict[];
  /** What is lost, in words; empty for a blank disk. */
  readonly destroyed: readonly string[];
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
}

export type InstallDecision = InstallPlan | BootOn | Refusal;
