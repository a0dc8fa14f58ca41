/** Power cuts at seeded random moments of installing and starting, with unflushed writes lost and torn, until all are survived. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Chain, describeChain, planChains } from './powercut/chains.ts';
import { type GroundOptions, prepareGround } from './powercut/ground.ts';
import { runChain } from './powercut/run-chain.ts';

export interface PowercutOptions extends GroundOptions {
  /** Repeats a run; what a computer is busy with besides still moves the moments a little. */
  readonly seed: string;
  /** How many cuts in all. */
  readonly cuts: number;
  /** Only the chain with this number, counted from 1. */
  readonly chain?: number | undefined;
  readonly say: (line: string) => void;
  /** Told after every chain; a long run that is stopped has then left what it saw. */
  readonly keep?: ((report: PowercutReport) => Promise<void>) | undefined;
}

export interface PowercutReport {
  readonly seed: string;
  readonly cuts: number;
  /** Half-made installations that a later start went on with. */
  readonly resumes: number;
  /** Machines that did not come back as they should, in words. */
  readonly failures: readonly string[];
  readonly lostWrites: number;
  readonly tornWrites: number;
}

/** Runs all chains; a failed one does not end the run. @throws MachineError when a machine does not even come up without a cut. */
export async function powercutRun(options: PowercutOptions): Promise<PowercutReport> {
  const { seed, say } = options;
  say(`seed ${seed}: installing and starting once without a cut`);
  const ground = await prepareGround({ ...options, directory: join(options.directory, 'ground') });
  let report: PowercutReport = { seed, cuts: 0, resumes: 0, failures: [], lostWrites: 0, tornWrites: 0 };
  for (const chain of wantedChains(options)) {
    say(describeChain(chain));
    const directory = join(options.directory, chain.seed);
    try {
      const result = await runChain(chain, ground, directory);
      report = add(report, result);
      await rm(directory, { recursive: true, force: true });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      report = { ...add(report, { cuts: chain.cuts.length }), failures: [...report.failures, `${describeChain(chain)}\n${words}\nkept for a look: ${directory}`] };
      say(`FAILED ${words}`);
    }
    say(summary(report));
    await options.keep?.(report);
  }
  return report;
}

/** A report in one line. */
export function summary({ seed, cuts, resumes, failures, lostWrites, tornWrites }: PowercutReport): string {
  return `power cuts: ${cuts}, resumed: ${resumes}, failures: ${failures.length} (writes lost: ${lostWrites}, torn: ${tornWrites}; POWERCUT_SEED=${seed})`;
}

function wantedChains({ seed, cuts, chain }: PowercutOptions): Chain[] {
  const all = planChains(seed, cuts);
  return chain === undefined ? all : all.slice(chain - 1, chain);
}

function add(report: PowercutReport, more: Partial<Omit<PowercutReport, 'seed' | 'failures'>>): PowercutReport {
  return {
    ...report,
    cuts: report.cuts + (more.cuts ?? 0),
    resumes: report.resumes + (more.resumes ?? 0),
    lostWrites: report.lostWrites + (more.lostWrites ?? 0),
    tornWrites: report.tornWrites + (more.tornWrites ?? 0),
  };
}
