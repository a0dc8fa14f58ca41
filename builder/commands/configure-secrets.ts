/** `pintxo configure --secret`: a secret into secrets.yaml on the drive PINTXO, never by way of an argument. */
import type { GivenSecret } from '../../templates/contract-secrets.ts';
import { modules } from '../../templates/registry.ts';
import { colourOn } from '../report/output.ts';
import { formatProblems } from '../report/problems.ts';
import { refuseSecret, secretTable, suggestSecret, withoutLineEnd } from '../site/given-secrets.ts';
import { parseSecrets, type Secrets, secretsFileName, writeSecrets } from '../site/secrets-file.ts';
import { askHidden, canAsk, readInput } from '../system/prompt.ts';

/** Values by name, or why there are none, in words. */
export type Asked = { readonly secrets: Secrets } | { readonly problem: string };

const table = secretTable(modules);

/** Gets the secrets of these names: from the person at the terminal, or a single one from standard input. */
export async function askForSecrets(names: readonly string[]): Promise<Asked> {
  const wanted: GivenSecret[] = [];
  for (const name of new Set(names)) {
    const secret = table.find((known) => known.name === name);
    if (secret === undefined) return { problem: refuseName(name) };
    wanted.push(secret);
  }
  return canAsk() ? askEach(wanted) : readOne(wanted);
}

// A value among the arguments is in the list of processes and in the history of the shell by now.
function refuseName(name: string): string {
  const [first = ''] = name.split('=');
  if (first !== name) return `write only the name, --secret ${table.some((known) => known.name === first) ? first : 'NAME'}: what stands in a command can be seen by others, and was seen now; take another secret. It is asked for, or read from standard input`;
  return `there is no secret of this name; ${suggestSecret(name, table)}`;
}

async function askEach(wanted: readonly GivenSecret[]): Promise<Asked> {
  const secrets = new Map<string, string>();
  for (const secret of wanted) {
    const value = await askHidden(`${secret.name} (${secret.title}):`, (typed) => refuseSecret(typed, secret));
    const again = value === undefined ? undefined : await askHidden('the same again:', (typed) => (typed === value ? undefined : 'this is not the same'));
    if (value === undefined || again === undefined) return { problem: 'nothing was changed' };
    secrets.set(secret.name, value);
  }
  return { secrets };
}

async function readOne([secret, ...others]: readonly GivenSecret[]): Promise<Asked> {
  if (secret === undefined) return { secrets: new Map() };
  if (others.length > 0) return { problem: 'from standard input comes one secret at a time: call the command once for each' };
  const value = withoutLineEnd(await readInput(secret.mostBytes + 2));
  const reason = refuseSecret(value, secret);
  return reason === undefined ? { secrets: new Map([[secret.name, value]]) } : { problem: `what came by standard input cannot be ${secret.name}: ${reason}` };
}

/** The text of secrets.yaml with the new secrets beside those that it had. @throws Error where that file is broken. */
export function withSecrets(before: string | undefined, added: Secrets): string {
  const parsed = parseSecrets(Buffer.from(before ?? ''), secretsFileName, table);
  if (!('secrets' in parsed)) throw new BrokenSecrets(formatProblems(parsed.problems, { colour: colourOn('stderr') }));
  return writeSecrets(new Map([...parsed.secrets, ...added]));
}

/** The file of secrets on an image has mistakes; the message shows them. */
export class BrokenSecrets extends Error {
  override readonly name = 'BrokenSecrets';
}

/** Names of the secrets that a file has; none where it is missing or broken. */
export function namesIn(text: string | undefined): readonly string[] {
  const parsed = parseSecrets(Buffer.from(text ?? ''), secretsFileName, table);
  return 'secrets' in parsed ? [...parsed.secrets.keys()] : [];
}

/** What people must know who carry such a stick. */
export function inClear(names: readonly string[], image: string): string {
  return `${names.join(', ')} ${names.length === 1 ? 'lies' : 'lie'} in clear in ${secretsFileName} on ${image}: whoever has it can read that. An installation takes it over and removes the file; what was on flash memory once may still be found there by somebody who looks hard.`;
}
