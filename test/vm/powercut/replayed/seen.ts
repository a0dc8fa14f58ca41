/** What stands on the disks at a moment at which the power went. */
import type { InstallDecision } from '../../../../installer/plan/install-plan.ts';
import type { Phase } from '../chains.ts';
import type { Promised } from './recording.ts';

/** `remains`: neither blank nor ours, as far as its names say. */
export type State = 'blank' | 'remains' | 'half-made' | 'installed';

export interface Seen {
  readonly phase: Phase;
  /** By what had been flushed alone, and with what the cut let through. */
  readonly flushed: State;
  readonly state: State;
  /** Something was written to the disk before. */
  readonly isTouched: boolean;
  /** What the stick would do, remembering what it does, and one that has forgotten all. */
  readonly decision: InstallDecision;
  readonly withoutMemory: InstallDecision;
  /** Steps that it would not do again. */
  readonly skipped: readonly string[];
  readonly stick: StickSeen | undefined;
  /** Whether the copied system is the stick's, to the byte; undefined where nobody relies on it. */
  readonly hasWholeSystem: boolean | undefined;
  readonly installed: InstalledSeen | undefined;
}

export interface StickSeen {
  readonly hasSite: boolean;
  /** Its memory names the disk, or has done so: the firmware keeps the same, and makes good what a FAT loses while a file is replaced. */
  readonly remembersDisk: boolean;
}

export interface InstalledSeen {
  /** What keeps the boot loader from starting the system, one sentence each. */
  readonly boot: readonly string[];
  /** The first block of the file system is torn, and its copy counts. */
  readonly torn: boolean;
  /** What `btrfs check` complains of. */
  readonly fileSystem: string | undefined;
  /** Files that must be there, with what they hold. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly promised: readonly Promised[];
}
