/** Which power cuts a run makes: drawn from its seed, so that a run, or one chain of it, can be repeated. Pure. */
import { random } from '../harness/random.ts';

/** Where a chain of cuts begins: a blank machine with the stick in, one just installed, one that was healthy and switched off. */
export type Phase = 'install' | 'first-start' | 'later-start';

export interface Chain {
  /** Repeats this chain alone, and what each of its cuts loses. */
  readonly seed: string;
  readonly phase: Phase;
  /** Whether the person leaves the stick in when the machine is installed. */
  readonly stickStays: boolean;
  /** When each start is cut, as a share of the time an uncut one takes: from 0 up to, not including, 1. */
  readonly cuts: readonly number[];
  /** Whether a disk that is half-made is also started by itself, to see that it does not come up. */
  readonly triesHalfMade: boolean;
}

const phases: readonly Phase[] = ['install', 'first-start', 'later-start'];
const longestChain = 4;
// A short run has one cut a chain, so that it sees every phase.
const shortRun = 9;

/** Chains with as many cuts together as are asked for. */
export function planChains(seed: string, cuts: number): Chain[] {
  const chains: Chain[] = [];
  const longest = cuts > shortRun ? longestChain : 1;
  for (let left = cuts; left > 0; left -= chains.at(-1)?.cuts.length ?? left) {
    chains.push(drawChain(`${seed}-${chains.length + 1}`, phases[chains.length % phases.length] ?? 'install', Math.min(left, longest)));
  }
  return chains;
}

function drawChain(seed: string, phase: Phase, most: number): Chain {
  const chance = random(seed);
  const length = 1 + chance.below(most);
  return {
    seed,
    phase,
    stickStays: chance.chance(0.5),
    cuts: Array.from({ length }, () => chance.next()),
    triesHalfMade: chance.chance(0.25),
  };
}

export function describeChain({ seed, phase, stickStays, cuts }: Chain): string {
  const moments = cuts.map((moment) => `${Math.round(moment * 100)} %`).join(', ');
  return `${seed}: ${phase}, cut at ${moments}; the stick ${stickStays ? 'stays in' : 'is taken out once it is installed'}`;
}
