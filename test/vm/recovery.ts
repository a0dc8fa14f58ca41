/** The recovery sheet in the hands of the administrator, and the recovery key at the console. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Machine, readFat } from './harness/index.ts';
import { run } from './harness/process.ts';
import type { Hardware } from './platform.ts';

export const sheetPath = 'logs/recovery-sheet.age';

// Eight groups of eight letters that lie in the same place on every keyboard.
export const keyShape = /\b[cbdefghijklnrtuv]{8}(?:-[cbdefghijklnrtuv]{8}){7}\b/;

/** The recovery sheet from the stick, decrypted with the administrator's SSH key. */
export async function readRecoverySheet({ stick, key }: Pick<Hardware, 'stick' | 'key'>): Promise<string> {
  const sheet = await readFat(stick, 'PINTXO', sheetPath);
  return run('age', ['--decrypt', '--identity', key], { what: 'decrypting the recovery sheet (package age)', input: sheet });
}

/** @throws Error when the sheet has none. */
export async function recoveryKeyOf(hardware: Pick<Hardware, 'stick' | 'key'>): Promise<string> {
  const found = keyShape.exec(await readRecoverySheet(hardware));
  if (found === null) throw new Error(`there is no recovery key in ${join(hardware.stick, sheetPath)}`);
  return found[0];
}

/** A line of the console that asks for the recovery key. */
export const asksForKey = /recovery key/i;

/** The line on which it is typed. */
export const prompt = /(?:passphrase|password|recovery key)[^\n]*:/i;

/** How long after the kernel's start the question must be on the screen, under emulation. */
export const askWithinMs = 90_000;

/** Waits for the question, which must come in time, and types the key. */
export async function typeRecoveryKey(machine: Machine, key: string): Promise<void> {
  await machine.console.waitFor('EFI stub', { timeoutMs: 300_000, what: 'the kernel starts' });
  await machine.console.waitFor(asksForKey, { timeoutMs: askWithinMs, what: 'the question for the recovery key', unless: 'is healthy' });
  // The words come a moment before somebody listens to the keyboard.
  await machine.console.waitFor(prompt, { timeoutMs: 60_000, what: 'the prompt' });
  await sleep(1000);
  machine.console.write(`${key}\n`);
}
