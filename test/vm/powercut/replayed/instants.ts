/** When the power could have gone: how long the logs of writes of all disks were at the same moment. */
import { statSync } from 'node:fs';

export interface Instant {
  /** Bytes of each log. */
  readonly disk: number;
  readonly stick: number;
}

export interface WatchedLogs {
  /** Grows until `stop`: moments that differ, in order. */
  readonly instants: readonly Instant[];
  readonly lengthOfDiskLog: () => number;
  readonly stop: () => void;
}

const everyMs = 4;

/** Looks at the logs again and again; what stands in one and not yet in the other tells what came first. */
export function watchLogs(logs: { readonly disk: string; readonly stick?: string | undefined }): WatchedLogs {
  const instants: Instant[] = [];
  const timer = setInterval(() => {
    const instant = look(logs);
    const last = instants.at(-1);
    if (instant !== undefined && (last?.disk !== instant.disk || last.stick !== instant.stick)) instants.push(instant);
  }, everyMs);
  return { instants, lengthOfDiskLog: () => lengthOf(logs.disk), stop: () => clearInterval(timer) };
}

// The disk's log did not grow while the stick's was looked at: both lengths are of one moment.
function look({ disk, stick }: { readonly disk: string; readonly stick?: string | undefined }): Instant | undefined {
  const before = lengthOf(disk);
  const instant = { disk: before, stick: stick === undefined ? 0 : lengthOf(stick) };
  return lengthOf(disk) === before ? instant : undefined;
}

function lengthOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
