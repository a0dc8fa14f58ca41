/** What several self tests need. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** A directory that is gone when the test is over. */
export async function temporaryDirectory(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'pintxo-selftest-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
