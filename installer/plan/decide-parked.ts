/** What the running system does about a newer one that a stick parked on its disks. Pure. */
import type { RepairPlan, RepairWish } from './decide-repair.ts';
import type { StateReport } from './state-report.ts';
import { compareVersions } from './version-order.ts';

/** Whether a system waits that is newer than the one that runs. */
export function isNewerParked({ parked, version }: Pick<RepairWish, 'parked' | 'version'>): boolean {
  return parked !== undefined && compareVersions(parked, version) > 0;
}

/** `disks` are the paths of those that the data is on. Before the new system can start, the TPM must not insist on this one. */
export function decideParked(disks: readonly string[], report: StateReport, wish: RepairWish): RepairPlan {
  const { parked, version } = wish;
  if (parked === undefined) return { steps: [], reasons: [], problems: [] };
  if (!isNewerParked(wish)) return { ...finished(disks, parked === version), problems: [] };
  if (disks.length < report.expected) return waiting(parked);
  const partitions = report.members.map((name) => `/dev/${name}`);
  return {
    steps: [
      ...(report.openedBy === 'tpm' || wish.bind ? [{ kind: 'bind-to-tpm', partitions, to: 'any-system' } as const] : []),
      { kind: 'place-system', disks },
      ...(wish.automatic ? [{ kind: 'restart' } as const] : []),
    ],
    reasons: [`A stick brought version ${parked}: ${wish.automatic ? 'the machine restarts into it' : 'the machine starts it next time'}. If it does not become healthy, this version comes back.`],
    problems: [],
  };
}

// A power cut may have left one of two disks without it.
function finished(disks: readonly string[], isRunning: boolean): Pick<RepairPlan, 'steps' | 'reasons'> {
  return isRunning
    ? { steps: [{ kind: 'place-system', disks }], reasons: ['Every disk starts the version that runs.'] }
    : { steps: [{ kind: 'forget-system', disks }], reasons: ['What a stick brought is older than the version that runs, and is removed.'] };
}

function waiting(parked: string): RepairPlan {
  const problem = `A stick brought version ${parked}, which waits until the mirror is whole.`;
  return { steps: [], reasons: [], problems: [{ problem, remedies: ['When it is, run: sudo pintxo repair'] }] };
}
