/** Where VM tests keep their disks: one folder a test file, gone when all is well, kept when something failed. */
import type { TestFn } from 'ava';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopMachines } from './harness/index.ts';

/** The generic image that `make image` or `make test` built, or the one that PINTXO_TEST_IMAGE names. */
export const image = process.env['PINTXO_TEST_IMAGE'] ?? fileURLToPath(new URL('../../dist/pintxo.img', import.meta.url));

/**
 * A folder for the tests of one file. After them their machines are stopped, then what `stopRest` stops, and it is gone; it
 * is kept where a test failed, or none was reached because what comes before them failed.
 */
export async function workshopFor(test: TestFn, name: string, stopRest?: () => Promise<void>): Promise<string> {
  const directory = await openWorkshop(name);
  const verdicts: boolean[] = [];
  test.afterEach.always((t) => void verdicts.push(t.passed));
  test.after.always(async () => {
    await stopMachines();
    await stopRest?.();
    await closeWorkshop(directory, verdicts.length > 0 && !verdicts.includes(false));
  });
  return directory;
}

export async function openWorkshop(name: string): Promise<string> {
  if (!existsSync(image)) throw new Error(`${image} is missing; build it first: make image`);
  return mkdtemp(join(tmpdir(), `pintxo-test-${name}-`));
}

export async function closeWorkshop(directory: string, passed: boolean): Promise<void> {
  // After a failure: a machine that stays on would keep the test from ever ending.
  await stopMachines();
  if (passed) await rm(directory, { recursive: true, force: true });
  else console.error(`kept for a look: ${directory}`);
}
