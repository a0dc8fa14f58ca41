/** Which build of the platform this checkout makes. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Release } from '../../templates/contract.ts';
import { repository } from './paths.ts';

const Package = z.object({ version: z.string() });

/** Version from package.json; time from SOURCE_DATE_EPOCH or the last commit. */
export function release(): Release {
  const { version } = Package.parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')));
  return { version, epoch: sourceDateEpoch() };
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
