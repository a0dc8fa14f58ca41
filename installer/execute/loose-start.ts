/** One start that opens the data whatever cards and firmware are there: begun before hardware is changed, ended by that start. */
import { join } from 'node:path';
import { parseStateReport, type StateReport } from '../plan/state-report.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { runtime, state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { alsoBindToTpm, bindToTpm, forgetLooseBinding } from './encryption.ts';

const [loose, bound] = [join(state.recovery, 'loose'), join(state.recovery, 'bound')];

// The note goes first: after a power cut the next start ends what was begun.
export async function beginLooseStart({ members }: StateReport): Promise<void> {
  await writeDurably(loose, '', 0o600);
  for (const partition of partitionsOf(members)) await alsoBindToTpm(partition, [{ anyHardware: true }], await readKey());
}

export async function isLoose(): Promise<boolean> {
  return (await readText(loose)) !== undefined;
}

/** Binds to the machine as it is now, where that opened the data by itself; else only takes the loose way back. Gives what people are told. */
export async function endLooseStart(): Promise<string[]> {
  if (!(await isLoose())) return [];
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  if (report === undefined) return [];
  const isOpened = report.openedBy === 'tpm';
  for (const partition of partitionsOf(report.members)) await (isOpened ? bindToTpm(partition, [{}], await readKey()) : forgetLooseBinding(partition));
  if (isOpened) await writeDurably(bound, '', 0o600);
  await removeEntry(loose);
  return [isOpened ? 'The TPM opens the data from now on for this machine as it is now, and no longer whatever hardware is there.' : 'The TPM did not open the data after the change. If you made it, run: sudo pintxo repair'];
}

function partitionsOf(members: readonly string[]): string[] {
  return members.map((name) => `/dev/${name}`);
}

async function readKey(): Promise<string> {
  return (await readText(join(state.recovery, 'key')))?.trim() ?? '';
}
