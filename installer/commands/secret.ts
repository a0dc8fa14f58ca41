/** `pintxo secret`: the secrets that people give to the machine. None is ever printed, nor taken from an argument. */
import { refuseSecret, secretTable, suggestSecret, withoutLineEnd } from '../../builder/site/given-secrets.ts';
import type { GivenSecret } from '../../templates/contract-secrets.ts';
import { modules } from '../../templates/registry.ts';
import { dropSecret, keepSecret, knownSecrets } from '../execute/given-secrets.ts';
import { describeSecrets, listSecrets, type ListedSecret } from '../plan/list-secrets.ts';
import { askSecret, canAsk, isRoot, readInput } from '../system/ask.ts';
import { run } from '../system/command.ts';
import { readRunningPlan } from './running-plan.ts';

const table = secretTable(modules);

export async function secretSet(name: string): Promise<number> {
  const secret = table.find((known) => known.name === name);
  if (secret === undefined) return refuse(refuseName(name));
  if (!isRoot()) return refuse(`run this as root: sudo pintxo secret set ${name}`);
  const value = canAsk() ? await askTwice(secret) : withoutLineEnd(await readInput(secret.mostBytes + 2));
  if (value === undefined) return refuse('the two were not the same, or nothing was typed. Nothing was changed.');
  const reason = refuseSecret(value, secret);
  if (reason !== undefined) return refuse(`this cannot be ${name}: ${reason}. Nothing was changed.`);
  await keepSecret(name, value);
  console.log(`${name} is kept.`);
  await tellUnits(name);
  return 0;
}

export async function secretRemove(name: string): Promise<number> {
  if (!table.some((known) => known.name === name)) return refuse(refuseName(name));
  if (!isRoot()) return refuse(`run this as root: sudo pintxo secret remove ${name}`);
  if (!(await knownSecrets()).includes(name)) return refuse(`${name} was not given.`);
  await dropSecret(name);
  console.log(`${name} is forgotten.`);
  await tellUnits(name);
  return 0;
}

export async function secretList(asJson: boolean): Promise<number> {
  if (!isRoot()) return refuse('run this as root: sudo pintxo secret list');
  const listed = await listedSecrets();
  console.log(asJson ? JSON.stringify(listed, null, 2) : describeSecrets(listed).join('\n'));
  return listed.some(({ isNeeded, isSet }) => isNeeded && !isSet) ? 1 : 0;
}

async function listedSecrets(): Promise<ListedSecret[]> {
  const { facts } = await readRunningPlan();
  return listSecrets(table, facts.neededSecrets, await knownSecrets());
}

async function askTwice({ name, title }: GivenSecret): Promise<string | undefined> {
  const first = await askSecret(`${name} (${title}):`);
  const second = first === undefined ? undefined : await askSecret('The same again:');
  return first === second ? first : undefined;
}

// A value among the arguments is in the list of processes and in the history of the shell by now.
function refuseName(name: string): string {
  if (!name.includes('=')) return `There is no secret of this name; ${suggestSecret(name, table)}.`;
  return 'Write only the name: what stands in a command can be seen by others, and was seen now. Take another secret; it is asked for, or read from standard input.';
}

// Services read a secret when they start; one that the site does not need now has none.
async function tellUnits(name: string): Promise<void> {
  const needed = await readRunningPlan().then(({ facts }) => facts.neededSecrets, () => []);
  const units = needed.filter((secret) => secret.name === name).flatMap((secret) => secret.units);
  if (units.length === 0) return;
  await run({ title: 'telling the services that use it', file: 'systemctl', args: ['restart', '--no-block', ...new Set(units)] });
  await run({ title: 'looking at the health', file: 'systemctl', args: ['start', '--no-block', 'pintxo-watch.service'] });
}

function refuse(problem: string): number {
  console.error(problem);
  return 1;
}
