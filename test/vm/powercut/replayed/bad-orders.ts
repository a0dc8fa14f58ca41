/** What a recorded run would have been with a fault in it, to see that the judge finds it. Pure. */
import type { LogEntry } from '../../harness/write-log.ts';
import type { ReadLog } from './logs.ts';

export interface Area {
  /** Bytes of the disk. */
  readonly from: number;
  readonly to: number;
}

export function withEntries(log: ReadLog, entries: readonly LogEntry[]): ReadLog {
  return { ...log, entries, ends: log.ends.slice(0, entries.length) };
}

/** From one flush to the next. */
export function stretchesOf(entries: readonly LogEntry[]): LogEntry[][] {
  const stretches: LogEntry[][] = [[]];
  for (const entry of entries) {
    stretches.at(-1)?.push(entry);
    if (entry.kind === 'flush') stretches.push([]);
  }
  return stretches.filter(({ length }) => length > 0);
}

/** The last writes outside of partitions, which mark the disk as installed, right after the first that make the partitions. */
export function withMarkFirst(log: ReadLog, frame: readonly Area[]): ReadLog {
  const all = stretchesOf(log.entries);
  const isOfTable = (stretch: readonly LogEntry[]): boolean => stretch.some((entry) => entry.kind === 'write' && frame.some(({ from, to }) => entry.offset >= from && entry.offset < to));
  const first = all.findIndex((stretch, index) => isOfTable(stretch) && !isOfTable(all[index + 1] ?? []));
  const mark = all.slice(all.findLastIndex((stretch) => !isOfTable(stretch) && stretch.length > 1) + 1);
  const rest = all.slice(0, all.length - mark.length);
  return withEntries(log, [...rest.slice(0, first + 1), ...mark, ...rest.slice(first + 1)].flat());
}

/** Without one of the writes that begin in this part of the disk, from their midst. */
export function withOneMissing(log: ReadLog, { from, to }: Area): ReadLog {
  const there = [...log.entries.entries()].filter(([, entry]) => entry.kind === 'write' && entry.offset >= from && entry.offset < to);
  const [dropped] = there[Math.floor(there.length / 2)] ?? [];
  if (dropped === undefined) throw new RangeError('nothing was written there');
  return withEntries(log, log.entries.filter((_, index) => index !== dropped));
}
