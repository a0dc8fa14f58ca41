/** What a stick does about what it decided, and how that ends. Pure. */
import type { Disk, Inventory } from '../inventory/inventory.ts';
import type { StickDecision } from './decide-stick.ts';
import { endingOf, type Ending } from './endings.ts';
import type { InstallPlan, Refresh } from './install-plan.ts';
import { installationsOn } from './installations.ts';
import { carriesPintxo } from './labels.ts';

export interface StickWork {
  /** Carried out first. */
  readonly plan?: InstallPlan | Refresh | undefined;
  /** The firmware is then asked to start this disk, although the stick comes first. */
  readonly handOver?: Disk | undefined;
  /** How it ends when all of that worked. */
  readonly outcome: Parameters<typeof endingOf>[0];
}

/** The disk that a machine can go on from although a stick is in it that is of no use; undefined where there is none, or a choice. */
export function onlyInstallation({ disks }: Inventory): Disk | undefined {
  const [first, ...more] = installationsOn(disks.filter(carriesPintxo));
  return more.length === 0 ? first?.[0] : undefined;
}

export function workFor(decided: StickDecision, inventory: Inventory): StickWork {
  if (decided.kind !== 'decided') return withoutSite(decided.kind, onlyInstallation(inventory));
  const { decision } = decided;
  switch (decision.verdict) {
    case 'refuse':
      return { outcome: 'refused' };
    case 'boot-on':
      return { handOver: decision.disk, outcome: 'handed-over' };
    case 'install':
      return { plan: decision, outcome: 'installed' };
    case 'refresh': {
      const [disk] = decision.systemDisks;
      return { plan: decision, handOver: disk, outcome: disk === undefined ? 'hand-over-failed' : decision.question === undefined ? 'refreshed' : 'proposed' };
    }
  }
}

// Without a site nobody asks for anything: such a stick was forgotten. With a broken one nobody can tell what is asked for; the people
// who live by this machine keep it meanwhile.
function withoutSite(kind: 'site-missing' | 'site-broken' | 'plan-broken', disk: Disk | undefined): StickWork {
  if (disk === undefined) return { outcome: kind };
  return { handOver: disk, outcome: kind === 'site-missing' ? 'handed-over' : 'goes-on-as-it-was' };
}

// A power cut in the first seconds of the disk's own start looks like a firmware that does not follow; one that never does must not go on forever.
const handOversAtMost = 3;

/** Whether a stick tries once more to let the disk start, after so many tries that the disk has not answered. */
export function mayHandOver(unanswered: number): boolean {
  return unanswered < handOversAtMost;
}

/** The same when somebody has typed the recovery key. */
export function withKey(work: StickWork): StickWork {
  if (work.plan?.verdict !== 'refresh' || work.plan.question === undefined) return work;
  const { question, ...plan } = work.plan;
  return { ...work, plan: { ...plan, isParked: false, steps: question.steps }, outcome: 'refreshed' };
}

/** `isHandedOver`: whether the firmware took the wish, where there was one. */
export function endingAfter({ handOver, outcome }: StickWork, isHandedOver: boolean): Ending {
  return endingOf(handOver === undefined || isHandedOver ? outcome : 'hand-over-failed');
}

/** What went wrong on an installed machine ends nothing: the system that it has is still there. */
export function endingAfterFailure(isHandedOver: boolean): Ending {
  return endingOf(isHandedOver ? 'refresh-failed' : 'failed');
}
