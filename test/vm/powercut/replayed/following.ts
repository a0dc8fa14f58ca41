/** A disk that follows its log from moment to moment. */
import type { Random } from '../../harness/index.ts';
import { lastFlush, survivorsOf, survivorsSinceFlush, type Survivor } from '../../harness/replay.ts';
import type { DiskFiles } from './disk-files.ts';
import type { ReadLog } from './logs.ts';

export interface Following {
  readonly files: DiskFiles;
  /** Everything that had been flushed with so many entries; the moments come in order. */
  readonly flushedUntil: (entries: number) => Promise<void>;
  /** What a cut with so many entries lets through of the rest. */
  readonly lucky: (entries: number, chance: Random) => readonly Survivor[];
  /** All that was written, as after switching off in good order. */
  readonly finish: () => Promise<void>;
}

export function follow(files: DiskFiles, log: ReadLog): Following {
  let settled = 0;
  const settleUntil = async (end: number): Promise<void> => {
    if (end <= settled) return;
    await files.settle(log.path, survivorsOf(log.entries.slice(settled, end), log.sectorSize));
    settled = end;
  };
  return {
    files,
    flushedUntil: (entries) => settleUntil(settled + lastFlush(log.entries.slice(settled, entries)) + 1),
    lucky: (entries, chance) => survivorsSinceFlush(log.entries.slice(settled, entries), log.sectorSize, chance),
    finish: () => settleUntil(log.entries.length),
  };
}
