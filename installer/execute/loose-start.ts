/** One start that opens the data whatever cards and firmware are there: begun before hardware is changed, ended by that start. */
import { join } from 'node:path';
import { parseStateReport, type StateReport } from '../plan/state-report.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { runtime, state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { alsoBindToTpm, bindToTpm, forgetLooseBinding, looseSlotsOn } from './encryption.ts';
import { dropLooseKey, makeLooseKey } from './loose-key.ts';

const [loose, bound] = [join(state.recovery, 'loose'), join(state.recovery, 'bound')];

// The note goes first: after a power cut the next start ends what was begun. What was made for an earlier one opens nothing any more.
export async function beginLooseStart({ members }: StateReport): Promise<void> {
  const key = await readKey();
  const partitions = partitionsOf(members);
  await makeLooseKey();
  await note(await rememberedSlots());
  for (const partition of partitions) await forgetLooseBinding(partition, { slots: [], isBoundAnew: false }, key);
  for (const partition of partitions) await alsoBindToTpm(partition, [{ anyHardware: true }], key);
  await note((await Promise.all(partitions.map(looseSlotsOn))).flat());
}

export async function isLoose(): Promise<boolean> {
  return (await readText(loose)) !== undefined;
}

/** Binds to the machine as it is now, where that opened the data by itself; else only takes the loose way back. Gives what people are told. */
export async function endLooseStart(): Promise<string[]> {
  if (!(await isLoose())) return [];
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  if (report === undefined) return [];
  // First of all: from then on no header opens anything by it.
  const isGone = await dropLooseKey();
  const [key, slots] = [await readKey(), await rememberedSlots()];
  const isOpened = report.openedBy === 'tpm';
  for (const partition of partitionsOf(report.members)) {
    if (isOpened) await bindToTpm(partition, [{}], key);
    await forgetLooseBinding(partition, { slots, isBoundAnew: isOpened }, key);
  }
  if (isOpened) await writeDurably(bound, '', 0o600);
  if (isGone) await removeEntry(loose);
  return wordsFor(isOpened, isGone);
}

function wordsFor(isOpened: boolean, isGone: boolean): string[] {
  return [
    isOpened ? 'The TPM opens the data from now on for this machine as it is now, and no longer whatever hardware is there.' : 'The TPM did not open the data after the change. If you made it, run: sudo pintxo repair',
    ...(isGone ? [] : ['The TPM does not answer: until it does, whoever copied the beginning of a disk could open the data with other hardware. Switch the TPM on, and start once more.']),
  ];
}

async function note(slots: readonly string[]): Promise<void> {
  await writeDurably(loose, [...new Set(slots)].map((slot) => `${slot}\n`).join(''), 0o600);
}

async function rememberedSlots(): Promise<string[]> {
  return ((await readText(loose)) ?? '').split('\n').filter((line) => /^\d+$/.test(line));
}

function partitionsOf(members: readonly string[]): string[] {
  return members.map((name) => `/dev/${name}`);
}

async function readKey(): Promise<string> {
  return (await readText(join(state.recovery, 'key')))?.trim() ?? '';
}
