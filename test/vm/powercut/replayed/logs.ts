/** The logs of a recorded phase, read; a test may change what they say happened. */
import { readWriteLog, type WriteLog } from '../../harness/write-log.ts';
import type { RecordedPhase } from './recording.ts';

export interface ReadLog extends WriteLog {
  /** The file that the written bytes lie in. */
  readonly path: string;
}

export interface PhaseLogs {
  readonly disk: ReadLog;
  readonly stick: ReadLog | undefined;
}

export async function readLogs({ logs }: Pick<RecordedPhase, 'logs'>): Promise<PhaseLogs> {
  return { disk: await readLog(logs.disk), stick: logs.stick === undefined ? undefined : await readLog(logs.stick) };
}

async function readLog(path: string): Promise<ReadLog> {
  return { path, ...(await readWriteLog(path)) };
}
