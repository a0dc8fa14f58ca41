/** Hundreds of power cuts from one recorded run: each is replayed into files and judged, and no machine is started for it. */
import { rm } from 'node:fs/promises';
import { random, type Random } from '../../harness/index.ts';
import type { Phase } from '../chains.ts';
import { type Bench, setUpBench } from './bench-of-disks.ts';
import { follow, type Following } from './following.ts';
import { lossesOf } from './judge.ts';
import { type PhaseLogs, readLogs } from './logs.ts';
import { decide, type Eyes, eyesOn, place, skippedSteps } from './look.ts';
import { stateOf } from './look-at-disk.ts';
import { drawMoments, type Moment } from './moments.ts';
import { frame } from './pieces.ts';
import type { RecordedPhase, Recording } from './recording.ts';
import type { Seen, State, StickSeen } from './seen.ts';

export interface ReplayOptions {
  readonly recording: Recording;
  readonly directory: string;
  readonly seed: string;
  readonly cuts: number;
  readonly say: (line: string) => void;
  /** Told of each moment while the disks on the bench are as they were then; the slots of systems only after `applyRest`. */
  readonly look?: ((moment: JudgedMoment, bench: Bench, applyRest: () => Promise<void>) => Promise<void>) | undefined;
  /** For tests: what happened instead. */
  readonly change?: ((logs: PhaseLogs, phase: Phase) => PhaseLogs) | undefined;
}

export interface ReplayReport {
  readonly seed: string;
  readonly cuts: number;
  /** Moments at which something was lost. */
  readonly lost: readonly JudgedMoment[];
  /** How many moments found the disk in each state. */
  readonly states: Readonly<Record<State, number>>;
}

export interface JudgedMoment extends Moment {
  readonly phase: Phase;
  /** Which of the moments of its phase. */
  readonly index: number;
  /** Bytes of the disk's log at that moment. */
  readonly length: number;
  readonly state: State;
  /** The first block of the data is torn. */
  readonly torn: boolean;
  readonly losses: readonly string[];
}

export async function replayCuts(options: ReplayOptions): Promise<ReplayReport> {
  const { recording: { phases }, directory, seed, cuts, say } = options;
  const bench = await setUpBench(options.recording, directory);
  const states: Record<State, number> = { blank: 0, remains: 0, 'half-made': 0, installed: 0 };
  const lost: JudgedMoment[] = [];
  try {
    for (const [index, phase] of phases.entries()) {
      const began = Date.now();
      const share = shareOf(cuts, index, phases.length);
      const judged = await judgePhase(bench, options, phase, share);
      for (const { state } of judged) states[state] += 1;
      lost.push(...judged.filter(({ losses }) => losses.length > 0));
      say(`${phase.phase}: ${share} power cuts judged in ${Math.round((Date.now() - began) / 1000)} s`);
    }
  } finally {
    await Promise.all([bench.disk.close(), bench.stick.close()]);
    await rm(directory, { recursive: true, force: true });
  }
  return { seed, cuts, lost, states };
}

async function judgePhase(bench: Bench, { recording, seed, look, change = (logs) => logs }: ReplayOptions, phase: RecordedPhase, count: number): Promise<JudgedMoment[]> {
  const judged: JudgedMoment[] = [];
  for await (const { moment, index, length, seen, applyRest } of momentsOf(bench, recording, phase, change(await readLogs(phase), phase.phase), count, seed)) {
    const one = { ...moment, index, length, phase: phase.phase, state: seen.state, torn: seen.installed?.torn ?? false, losses: lossesOf(seen, recording.site) };
    judged.push(one);
    await look?.(one, bench, applyRest);
  }
  return judged;
}

/** How many of the cuts fall into a phase: half of all into the installation, where the most is decided. */
export function shareOf(cuts: number, index: number, phases: number): number {
  const first = phases === 1 ? cuts : Math.ceil(cuts / 2);
  if (index === 0) return first;
  const rest = cuts - first;
  return Math.floor((rest * index) / (phases - 1)) - Math.floor((rest * (index - 1)) / (phases - 1));
}

interface SeenMoment {
  readonly moment: Moment;
  readonly index: number;
  readonly length: number;
  readonly seen: Seen;
  readonly applyRest: () => Promise<void>;
}

async function* momentsOf(bench: Bench, recording: Recording, phase: RecordedPhase, logs: PhaseLogs, count: number, seed: string): AsyncGenerator<SeenMoment> {
  const disk = follow(bench.disk, logs.disk);
  const stick = logs.stick && follow(bench.stick, logs.stick);
  const earlier = recording.phases.slice(0, recording.phases.indexOf(phase)).flatMap(({ promised }) => promised);
  const eyes = eyesOn(bench, recording.phases.flatMap(({ promised }) => promised));
  const memory = { isKept: false };
  const moments = drawMoments(logs.disk, logs.stick, phase.instants, count, random(`${seed}/${phase.phase}`));
  for (const [index, moment] of moments.entries()) {
    const length = logs.disk.ends[moment.disk - 1] ?? 0;
    const due = [...earlier, ...phase.promised.filter(({ committedSince }) => committedSince <= length)];
    const cut: Cut = { disk, stick, phase, moment, due, logs, memory, chance: random(`${seed}/${phase.phase}/${index}`) };
    yield { moment, index, length, ...(await seeMoment(bench, eyes, cut)) };
    await Promise.all([bench.disk.takeBack(), bench.stick.takeBack()]);
  }
  await disk.finish();
  await stick?.finish();
}

interface Cut {
  readonly disk: Following;
  readonly stick: Following | undefined;
  readonly phase: RecordedPhase;
  readonly moment: Moment;
  readonly due: RecordedPhase['promised'];
  readonly logs: PhaseLogs;
  /** Whether the stick has remembered the disk at an earlier flush. */
  readonly memory: { isKept: boolean };
  readonly chance: Random;
}

const slots: readonly number[] = [place.root, place.verity];

async function seeMoment(bench: Bench, eyes: Eyes, { disk, stick, phase: { phase }, moment, due, logs, memory, chance }: Cut): Promise<Pick<SeenMoment, 'seen' | 'applyRest'>> {
  await disk.flushedUntil(moment.disk);
  await stick?.flushedUntil(moment.stick);
  const flushed = stateOf(await eyes.disk());
  memory.isKept ||= (await eyes.stick()).remembersDisk;
  const lucky = disk.lucky(moment.disk, chance);
  await bench.disk.apply(logs.disk.path, lucky, slots);
  if (stick !== undefined && logs.stick !== undefined) await bench.stick.apply(logs.stick.path, stick.lucky(moment.stick, chance));
  // The system is large, and nobody reads it while it is being copied.
  const applyRest = once(() => bench.disk.apply(logs.disk.path, lucky, [frame, ...bench.disk.places.keys()].filter((number) => !slots.includes(number))));
  const seen = await lookAtAll(bench, eyes, due, applyRest);
  const isTouched = logs.disk.entries.slice(0, moment.disk).some(({ kind }) => kind !== 'flush');
  const stickSeen = { ...seen.stick, remembersDisk: seen.stick.remembersDisk || memory.isKept };
  return { seen: { ...seen, phase, flushed, isTouched, stick: stick && stickSeen }, applyRest };
}

type SeenNow = Omit<Seen, 'phase' | 'flushed' | 'isTouched' | 'stick'> & { readonly stick: StickSeen };

async function lookAtAll(bench: Bench, eyes: Eyes, due: RecordedPhase['promised'], applyRest: () => Promise<void>): Promise<SeenNow> {
  const [disk, stick] = [await eyes.disk(), await eyes.stick()];
  const state = stateOf(disk);
  const decision = decide(bench, disk, stick.memory);
  const skipped = skippedSteps(decision, stick.journal, bench.manifest.root.hash);
  const isReliedOn = state === 'installed' || (state === 'half-made' && skipped.some((step) => step.startsWith('partition-disk')));
  if (isReliedOn) await applyRest();
  return {
    state,
    stick,
    decision,
    withoutMemory: decide(bench, disk),
    skipped,
    hasWholeSystem: isReliedOn ? await eyes.hasWholeSystem() : undefined,
    installed: state === 'installed' ? await eyes.installed(due) : undefined,
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
