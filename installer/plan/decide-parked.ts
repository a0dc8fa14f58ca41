/** What the running system does about one that a stick parked on its disks. Pure. */
import type { RepairPlan, RepairWish } from './decide-repair.ts';
import { judgeSystem, type ParkedSystem, type SystemVerdict } from './judge-system.ts';
import type { StateReport } from './state-report.ts';

/** `disks` are the paths of those that the data is on. Before the new system can start, the TPM must know of it. */
export function decideParked(disks: readonly string[], report: StateReport, wish: RepairWish): RepairPlan {
  const { parked } = wish;
  if (parked === undefined) return nothing;
  const verdict = judgeSystem(parked, wish, wish.accepted ?? []);
  switch (verdict.verdict) {
    case 'running':
      return { ...nothing, steps: [place(disks, parked)], reasons: ['Every disk starts the version that runs.'] };
    case 'refused':
      return refused(disks, parked, verdict);
    case 'next':
      return disks.length < report.expected ? waiting(parked, 'until the mirror is whole', 'When it is, run: sudo pintxo repair') : next(disks, parked, report, wish);
  }
}

function next(disks: readonly string[], parked: ParkedSystem, report: StateReport, wish: RepairWish): RepairPlan {
  const isBound = report.openedBy === 'tpm' || wish.bind;
  // Nobody may be there to type the key, and a system that waits for one is not given up for the one before.
  if (isBound && !wish.canPredict && wish.automatic) return waiting(parked, 'because the TPM cannot be told of it', 'To start it, and type the recovery key at that start, run: sudo pintxo repair');
  const bind = isBound && wish.canPredict;
  const partitions = report.members.map((name) => `/dev/${name}`);
  return {
    ...nothing,
    steps: [
      ...(bind ? [{ kind: 'bind-to-next', partitions, disks, digest: parked.digest } as const] : []),
      place(disks, parked),
      ...(wish.automatic ? [{ kind: 'restart' } as const] : []),
    ],
    reasons: [
      `A stick brought version ${parked.version}: ${wish.automatic ? 'the machine restarts into it' : 'the machine starts it next time'}. If it does not become healthy, this version comes back.`,
      ...(report.openedBy === 'nothing' || bind ? [] : ['It asks for the recovery key when it starts.']),
    ],
  };
}

const nothing: RepairPlan = { steps: [], reasons: [], problems: [] };

function place(disks: readonly string[], { version, digest }: ParkedSystem): RepairPlan['steps'][number] {
  return { kind: 'place-system', disks, version, digest };
}

/** How a refusal is told wherever people look. */
export function refusalOf({ version }: Pick<ParkedSystem, 'version'>, { reason, canBeAccepted }: Extract<SystemVerdict, { verdict: 'refused' }>): { problem: string; remedies: string[] } {
  return {
    problem: `A stick brought version ${version}, which is not started: ${reason}.`,
    remedies: [canBeAccepted ? 'If it comes from you, run: sudo pintxo accept' : 'Flash the stick again, and start it once more.'],
  };
}

function refused(disks: readonly string[], parked: ParkedSystem, verdict: Extract<SystemVerdict, { verdict: 'refused' }>): RepairPlan {
  const { problem, remedies } = refusalOf(parked, verdict);
  return { ...nothing, steps: [{ kind: 'set-aside', disks, refusal: { version: parked.version, digest: parked.digest, problem, remedies } }], problems: [{ problem, remedies }] };
}

function waiting({ version }: ParkedSystem, why: string, remedy: string): RepairPlan {
  return { ...nothing, problems: [{ problem: `A stick brought version ${version}, which waits ${why}.`, remedies: [remedy] }] };
}
