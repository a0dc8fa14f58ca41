/** What is said of secrets when a site file is checked: of those beside it, and of those that it still needs. */
import { dirname, join } from 'node:path';
import type { NeededSecret } from '../../templates/contract-secrets.ts';
import { modules } from '../../templates/registry.ts';
import type { Problem } from '../report/problems.ts';
import { secretTable } from '../site/given-secrets.ts';
import { placeInFile } from '../site/place-later.ts';
import { parseSecrets, type Secrets, secretsFileName } from '../site/secrets-file.ts';
import type { Site } from '../site/site.ts';
import { exists, isPlainFile, readBytes, readStart } from '../system/files.ts';
import { planFor } from './plan-site.ts';
import { unread } from './read-site.ts';

/** Bytes; far more than such a file has. */
const mostBytes = 128 * 1024;

interface Beside {
  readonly secrets: Secrets;
  readonly problems: readonly Problem[];
}

/** The secrets of the file beside the site file, or what is wrong with it; none where there is no such file. */
async function secretsBeside(file: string): Promise<Beside> {
  const beside = join(dirname(file), secretsFileName);
  if (!isPlainFile(file) || !exists(beside)) return { secrets: new Map(), problems: [] };
  const read = await readStart(beside, mostBytes);
  if ('problem' in read) return { secrets: new Map(), problems: [unread(beside, read.problem, 'remove it, or write one secret on each line')] };
  const parsed = parseSecrets(read, beside, secretTable(modules));
  return 'secrets' in parsed ? { secrets: parsed.secrets, problems: parsed.warnings } : { secrets: new Map(), problems: parsed.problems };
}

/** Problems of the secrets of a site file that is sound: errors of secrets.yaml beside it, warnings for what is missing. */
export async function checkSecrets(file: string, site: Site): Promise<readonly Problem[]> {
  const { secrets, problems } = await secretsBeside(file);
  const isBroken = problems.some(({ severity }) => severity === 'error');
  const missing = isBroken || !isPlainFile(file) ? [] : neededBy(site).filter(({ name }) => !secrets.has(name));
  return [...problems, ...(missing.length === 0 ? [] : placeInFile(await readBytes(file), file, missing.map(missingFinding)))];
}

/** Secrets that a machine with this site needs. */
export function neededBy(site: Site): readonly NeededSecret[] {
  const outcome = planFor(site, undefined);
  return outcome.ok ? outcome.plan.facts.neededSecrets : [];
}

function missingFinding({ name, path }: NeededSecret) {
  return {
    path,
    at: 'key' as const,
    severity: 'warning' as const,
    message: `this needs the secret ${name}, which is not here`,
    remedy: `put it on the stick, pintxo configure --secret ${name} /dev/STICK, or give it to the machine, sudo pintxo secret set ${name}`,
  };
}
