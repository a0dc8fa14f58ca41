/** Which build of the platform this checkout makes. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Release } from '../../templates/contract.ts';
import { repository } from './paths.ts';

/** What the environment asks for cannot be done; the message says what could. */
export class UnusableSetting extends Error {}

const Package = z.object({ version: z.string() });

/** Version from PINTXO_VERSION or package.json; time from SOURCE_DATE_EPOCH or the last commit. */
export function release(): Release {
  return { version: releaseVersion(process.env['PINTXO_VERSION']) ?? packageVersion(), epoch: sourceDateEpoch() };
}

/**
 * The version that was asked for, undefined where none was: nightly images have a number more than the release that
 * they come after (0.1.0.20261122), so that a machine takes each for newer.
 * @throws Error when the boot loader and partition names could not hold it.
 */
export function releaseVersion(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined;
  // Names of GPT partitions have 36 letters.
  if (/^\d+(\.\d+){1,4}$/.test(given) && given.length <= 20) return given;
  throw new UnusableSetting(`PINTXO_VERSION is "${given}", which is no version of an image: two to five numbers with dots between them, such as 0.1.0.20261122, at most 20 letters.`);
}

function packageVersion(): string {
  return Package.parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))).version;
}

function sourceDateEpoch(): number {
  const given = process.env['SOURCE_DATE_EPOCH'];
  return Number(given === undefined || given === '' ? lastCommitTime() : given);
}

// A downloaded source archive has no commits: the time of package.json is the same for everyone who has it.
function lastCommitTime(): string {
  try {
    return execFileSync('git', ['-C', repository, 'log', '-1', '--format=%ct'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return '1763596800';
  }
}
