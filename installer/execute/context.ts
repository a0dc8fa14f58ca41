/** What the steps of an installation know and hand to each other. */
import type { Plan } from '../../builder/plan/plan.ts';
import type { Secrets } from '../../builder/site/secrets-file.ts';
import type { Site } from '../../builder/site/site.ts';
import type { Secret } from '../../templates/contract.ts';
import type { PlannedPartition } from '../plan/install-plan.ts';
import type { ConsentMemory } from './consent-memory.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { PlacedNetworks } from '../plan/place-networks.ts';
import type { RootImage } from './partition-table.ts';

export interface InstallContext {
  readonly image: RootImage;
  /** Seconds since 1970: certificates begin with it, whatever the clock says. */
  readonly epoch: number;
  /** The stick's EFI system partition, which holds the unified kernel image. */
  readonly stickEsp: string;
  readonly partitions: readonly PlannedPartition[];
  readonly site: Site;
  readonly siteText: string;
  readonly siteDigest: string;
  /** Made with `ssh-keygen -Y sign`, where one lay beside site.yaml on the stick. */
  readonly siteSignature?: Uint8Array | undefined;
  /** Digests of the site files that the system disks had before. */
  readonly earlierSites: readonly string[];
  /** What people gave with the stick. */
  readonly given?: { readonly secrets: Secrets; remove(): Promise<boolean> } | undefined;
  /** What the machine must make for itself. */
  readonly secrets: readonly Secret[];
  /** Where the networks of the house are, for good. */
  readonly networks: PlacedNetworks;
  /** The machine at its first start, where that is known already. */
  readonly firstStart?: Plan | undefined;
  /** The system disks in words, as on their labels. */
  readonly diskNames: readonly string[];
  readonly work: Work;
  readonly memory: ConsentMemory;
  /** Asked before each step. */
  readonly lookAgain: DiskGuard;
  warn(line: string): void;
  /** Keeps a file in the stick's logs; false where there is no stick to write to. */
  keep(name: string, content: string): Promise<boolean>;
  /** Shows the recovery sheet to the person in front of the machine, and to nobody else. */
  showSheet(lines: readonly string[]): Promise<void>;
  /** The sheet could not be kept on the stick: the page hands it out as it is encrypted to the administrator, where it is. */
  offerSheet(encrypted: string | undefined): Promise<void>;
}

/** What earlier steps leave for later ones; it ends with the power. */
export interface Work {
  /** UUID of the file system with the machine's state. */
  state?: string | undefined;
  /** Devices that the file system spans: the data partitions, or what they are opened as. */
  stateDevices: readonly string[];
  /** The key that opens every encrypted disk of this machine when the TPM does not. */
  recoveryKey?: string | undefined;
  /** Of what was copied to each disk; they go on beside other steps. */
  checks: ReadonlyArray<Promise<void>>;
}

export function newWork(): Work {
  return { stateDevices: [], checks: [] };
}

/** Number of the data partition. */
export function dataNumber(context: Pick<InstallContext, 'partitions'>): number {
  return partitionNumber(context, 'data');
}

/** Number of the first partition with this role. */
export function partitionNumber({ partitions }: Pick<InstallContext, 'partitions'>, role: PlannedPartition['role']): number {
  return partitions.findIndex((partition) => partition.role === role) + 1;
}
