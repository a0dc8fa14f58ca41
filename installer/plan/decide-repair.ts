/** (Site, Inventory, what was found at the start) -> what makes the machine whole again. Pure. */
import { shellWord } from '../../builder/render/shell.ts';
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { decideParked } from './decide-parked.ts';
import { isBlank } from './consent.ts';
import { nameDiskAt } from './disk-names.ts';
import { identityOf } from './identity.ts';
import type { DiskIdentity } from './install-plan.ts';
import type { ParkedSystem } from './judge-system.ts';
import { isHalfMade, isUnfinished } from './labels.ts';
import { type Candidate, candidatesFor, disksOf, waysToJoin } from './repair-disks.ts';
import type { StateReport } from './state-report.ts';

export type RepairStep = RepairKind & { readonly on?: readonly DiskIdentity[] | undefined };

type RepairKind =
  /** A whole new second half: partitions, system, boot loader, data. */
  | { readonly kind: 'join-disk'; readonly disk: string }
  /** The system on it is the running one: only its data is made anew. */
  | { readonly kind: 'rejoin-disk'; readonly disk: string }
  /** The data is on two disks throughout; where one is `missing`, it is no longer waited for. */
  | { readonly kind: 'make-whole'; readonly missing: boolean }
  | { readonly kind: 'commit'; readonly disk: string }
  /** To the very system that runs, and to no other. */
  | { readonly kind: 'bind-to-tpm'; readonly partitions: readonly string[] }
  /** To the one that runs and to the one with this manifest, which is parked on these disks, until one of the two has been healthy. */
  | { readonly kind: 'bind-to-next'; readonly partitions: readonly string[]; readonly disks: readonly string[]; readonly digest: string }
  /** The system with this manifest, which a stick parked, is found by the boot loader from the next start on. */
  | { readonly kind: 'place-system'; readonly disks: readonly string[]; readonly version: string; readonly digest: string }
  /** The parked system stays where nothing starts it, and people are told. */
  | { readonly kind: 'set-aside'; readonly disks: readonly string[]; readonly refusal: Refusal }
  /** A new disk for a storage pool that lacks one. */
  | { readonly kind: 'join-pool'; readonly pool: string; readonly disk: string }
  | { readonly kind: 'restart' };

/** A system that was not let in. */
export interface Refusal {
  readonly version: string;
  readonly digest: string;
  readonly problem: string;
  readonly remedies: readonly string[];
  /** False where nobody can let it in. */
  readonly canBeAccepted?: boolean | undefined;
}

export interface RepairPlan {
  readonly steps: readonly RepairStep[];
  /** What is done and what is lost, in words. */
  readonly reasons: readonly string[];
  /** What cannot be mended now, and what helps. */
  readonly problems: ReadonlyArray<{ readonly problem: string; readonly remedies: readonly string[] }>;
}

export interface RepairWish {
  /** By the machine itself, not by a person: only what costs nobody anything. */
  readonly automatic: boolean;
  /** The disk a person named. */
  readonly serial?: string | undefined;
  /** The TPM is to open the data from now on, as the machine is now. */
  readonly bind: boolean;
  /** The version that runs, and the root hash that its kernel has checked it by. */
  readonly version: string;
  readonly rootHash: string;
  /** Whether boot loader and kernel of the parked system are those that were started; undefined where no TPM compares them. */
  readonly isStarted?: boolean | undefined;
  /** The system that a stick parked. */
  readonly parked?: ParkedSystem | undefined;
  /** Digests of manifests that an administrator has let in. */
  readonly accepted?: readonly string[] | undefined;
  /** What the TPM will hold when another system starts can be told from the firmware's log. */
  readonly canPredict?: boolean | undefined;
}

export function decideRepair(site: Site, inventory: Inventory, report: StateReport, wish: RepairWish): RepairPlan {
  const disks = disksOf(inventory, report.members);
  const unfinished = disks.filter(isUnfinished);
  const missing = report.expected - report.members.length;
  const parked = decideParked(disks.map(({ path }) => path), report, wish);
  const bind = wish.bind && !parked.steps.some(({ kind }) => kind === 'bind-to-next');
  const join = missing > 0 && report.members.length < 2 ? decideJoin(site, inventory, report, wish) : nothing;
  // A power cut may have come when no disk was missing any more, but before everything was on both.
  const isToBeMadeWhole = join.steps.length > 0 || (report.members.length > 1 && (missing > 0 || unfinished.length > 0));
  return {
    steps: [
      ...join.steps,
      ...(isToBeMadeWhole ? [{ kind: 'make-whole', missing: missing > 0 } as const] : []),
      // Hours may pass before it: whose place it is by then is looked at again. The members of the data are in use, whichever of them is shown as mounted.
      ...[...unfinished.map((disk) => ({ disk: disk.path, on: [{ ...identityOf(disk), isInUse: true as const }] })), ...join.steps.flatMap((step) => ('disk' in step ? [{ disk: step.disk, on: step.on }] : []))].map((disk) => ({ kind: 'commit', ...disk }) as const),
      ...(bind ? [{ kind: 'bind-to-tpm', partitions: report.members.map((name) => `/dev/${name}`) } as const] : []),
      ...parked.steps,
    ],
    reasons: [
      ...join.reasons,
      ...unfinished.map((disk) => `${nameDiskAt(disk)} is marked as installed, which a power cut prevented.`),
      ...(bind ? ['The TPM opens the data from now on, for this machine as it is now.'] : []),
      ...parked.reasons,
    ],
    problems: [...join.problems, ...parked.problems],
  };
}

const nothing: RepairPlan = { steps: [], reasons: [], problems: [] };

function decideJoin(site: Site, inventory: Inventory, report: StateReport, wish: RepairWish): RepairPlan {
  if (wish.automatic && site.machine.repair !== 'automatic') return refuse('A disk of the mirror is missing.', ['Put in a disk and run: sudo pintxo repair']);
  const candidates = candidatesFor(site, inventory, report, wish);
  const [candidate, ...rivals] = candidates;
  if (candidate === undefined) return refuseWithout(site, inventory, report, wish);
  if (rivals.length > 0) return refuseSeveral(candidates.map(({ disk }) => disk));
  const { disk, origin, keepsSystem } = candidate;
  return { steps: [{ kind: keepsSystem ? 'rejoin-disk' : 'join-disk', disk: disk.path, on: [identityOf(disk)] }], reasons: [reasonFor(disk, origin)], problems: [] };
}

function reasonFor(disk: Disk, origin: Candidate['origin']): string {
  if (origin === 'stale') return `${nameDiskAt(disk)} was away for a while; what it holds is old, and is replaced by what the other disk holds.`;
  if (origin === 'apart') return `${nameDiskAt(disk)} also ran without the other; what only it holds is given up, and replaced by what the other disk holds.`;
  return `${nameDiskAt(disk)} becomes the second half of the mirror${whyErased(disk)}.`;
}

function refuseWithout(site: Site, inventory: Inventory, report: StateReport, { automatic }: RepairWish): RepairPlan {
  const apart = disksOf(inventory, report.apart ?? []);
  if (apart.length > 0) return refuseApart(apart);
  const away = disksOf(inventory, report.stale);
  if (!automatic || away.length === 0) return refuse('A disk of the mirror is missing, and none is there that could take its place.', waysToJoin(site, inventory, report));
  return refuse(`${away.map(nameDiskAt).join(' and ')} was away for a while, and what it holds is old.`, ['To make it new from the other disk, run: sudo pintxo repair']);
}

// Both halves went their own way, and nobody but their people knows which of the two they want.
function refuseApart(disks: readonly Disk[]): RepairPlan {
  const names = disks.map(nameDiskAt).join(' and ');
  return refuse(`${names} also ran without the other, and holds data of its own.`, [
    'To look at what it holds, switch off, take the other disk out, and start the machine with this one alone.',
    ...disks.flatMap(({ serial }) => (serial === undefined ? [] : [`To give up what only it holds, run: sudo pintxo repair --disk ${shellWord(serial)}`])),
  ]);
}

function refuseSeveral(disks: readonly Disk[]): RepairPlan {
  const remedies = disks.flatMap(({ serial }) => (serial === undefined ? [] : [`sudo pintxo repair --disk ${shellWord(serial)}`]));
  return refuse(`${disks.length} disks could take the place of the missing one: ${disks.map(nameDiskAt).join(' and ')}.`, remedies);
}

function whyErased(disk: Disk): string {
  if (isBlank(disk)) return '';
  return isHalfMade(disk) ? ', which was begun already and cut short' : '; what is on it is erased, as site.yaml allows';
}

function refuse(problem: string, remedies: readonly string[]): RepairPlan {
  return { ...nothing, problems: [{ problem, remedies }] };
}
