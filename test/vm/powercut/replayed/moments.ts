/** At which moments of a recorded run the power goes. Pure but for the chance it is given. */
import type { Random } from '../../harness/index.ts';
import type { WriteLog } from '../../harness/write-log.ts';
import type { Instant } from './instants.ts';

/** How many entries of each log there were. */
export interface Moment {
  readonly disk: number;
  readonly stick: number;
}

/**
 * So many moments, in order. Every stretch between two flushes is as likely as any other, however little is written in it: what decides
 * is mostly short. Where the logs of both disks grew between two looks at them, the earlier look counts.
 */
export function drawMoments(disk: WriteLog, stick: WriteLog | undefined, instants: readonly Instant[], count: number, chance: Random): Moment[] {
  const stretches = { disk: stretchesOf(disk), stick: stick === undefined ? [] : stretchesOf(stick) };
  const all = stretches.disk.length + stretches.stick.length;
  const draw = (): Moment => {
    const number = chance.below(all);
    const isOfDisk = number < stretches.disk.length;
    const [from, to] = (isOfDisk ? stretches.disk[number] : stretches.stick[number - stretches.disk.length]) ?? [0, 0];
    // Just before a flush the most can be lost.
    const entry = chance.chance(0.5) ? to : from + chance.below(to - from + 1);
    if (stick === undefined) return { disk: entry, stick: 0 };
    return isOfDisk ? momentOf(disk, stick, instants, 'disk', entry) : momentOf(stick, disk, instants, 'stick', entry);
  };
  return Array.from({ length: count }, draw).sort((one, other) => one.disk - other.disk || one.stick - other.stick);
}

/** From one flush to before the next, as numbers of entries that there are. */
function stretchesOf({ entries }: WriteLog): Array<readonly [from: number, to: number]> {
  const flushes = entries.flatMap(({ kind }, index) => (kind === 'flush' ? [index] : []));
  return [...flushes, entries.length].map((end, index, ends) => [index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end] as const);
}

function momentOf(own: WriteLog, other: WriteLog, instants: readonly Instant[], name: keyof Instant, entry: number): Moment {
  const otherName = name === 'disk' ? 'stick' : 'disk';
  const length = entry === 0 ? 0 : (own.ends[entry - 1] ?? 0);
  const after = instants.findIndex((instant) => instant[name] >= length);
  const [before, next] = [instants[after - 1] ?? { disk: 0, stick: 0 }, instants[after] ?? instants.at(-1) ?? { disk: 0, stick: 0 }];
  const isExact = before[otherName] === next[otherName];
  const numbers = { [name]: isExact ? entry : entriesWithin(own, before[name]), [otherName]: entriesWithin(other, before[otherName]) };
  return { disk: numbers['disk'] ?? 0, stick: numbers['stick'] ?? 0 };
}

/** How many entries lie within so many bytes of a log. */
export function entriesWithin({ ends }: WriteLog, bytes: number): number {
  const first = ends.findIndex((end) => end > bytes);
  return first === -1 ? ends.length : first;
}
