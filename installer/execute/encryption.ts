/** Encrypted partitions: LUKS2, opened by the TPM at every start and by the recovery key always. */
import { randomBytes } from 'node:crypto';
import { type Binding, enrolmentOf } from '../plan/bindings.ts';
import { looseSlots, type Remembered, slotsToForget } from '../plan/luks-tokens.ts';
import { run } from '../system/command.ts';
import { isSlotOf } from '../system/luks.ts';
import { removePrivate, writePrivate } from '../system/private.ts';
import { recoveryKeyFrom } from './recovery-key.ts';

const keyFile = '/run/pintxo/private/recovery-key';

export function newRecoveryKey(): string {
  return recoveryKeyFrom(randomBytes(32));
}

/** How an encrypted partition says in clear what it belongs to. */
export interface EncryptedLabels {
  readonly label: string;
  readonly subsystem?: string | undefined;
}

/** Makes an encrypted partition and opens it as /dev/mapper/<name>. */
export async function makeEncrypted(partition: string, name: string, { label, subsystem }: EncryptedLabels, recoveryKey: string): Promise<string> {
  await withKeyFile(recoveryKey, async (key) => {
    await run({
      title: `encrypting ${partition}`,
      file: 'cryptsetup',
      // The key has 256 random bits: nothing is gained by making a guess expensive.
      args: ['luksFormat', '--type', 'luks2', '--batch-mode', '--label', label, ...(subsystem === undefined ? [] : ['--subsystem', subsystem]), '--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000', '--key-file', key, partition],
    });
  });
  return openEncrypted(partition, name, recoveryKey);
}

export async function openEncrypted(partition: string, name: string, recoveryKey: string): Promise<string> {
  await withKeyFile(recoveryKey, (key) =>
    run({
      title: `opening ${partition}`,
      file: 'cryptsetup',
      args: ['open', '--type', 'luks2', '--allow-discards', '--perf-no_read_workqueue', '--perf-no_write_workqueue', '--key-file', key, partition, name],
    }),
  );
  return `/dev/mapper/${name}`;
}

/** Lets the TPM open the partition from now on at a start that is as one of the bindings says, and forgets earlier ways in which it did. */
export async function bindToTpm(partition: string, [first, ...more]: readonly [Binding, ...Binding[]], recoveryKey: string): Promise<void> {
  await enroll(partition, first, recoveryKey, ['--wipe-slot=tpm2']);
  await alsoBindToTpm(partition, more, recoveryKey);
}

/** The same, and leaves the ways in which the TPM opens it now. */
export async function alsoBindToTpm(partition: string, bindings: readonly Binding[], recoveryKey: string): Promise<void> {
  for (const binding of bindings) await enroll(partition, binding, recoveryKey, []);
}

/** Slots of the ways in which the TPM opens the partition whatever hardware is there, as its header says. */
export async function looseSlotsOn(partition: string): Promise<string[]> {
  return looseSlots(await headerOf(partition));
}

/**
 * Removes those ways, and what is in the slots that were remembered as theirs, whatever the header says of them now: who was at the
 * disk may have changed it. Never the slot that the recovery key opens.
 */
export async function forgetLooseBinding(partition: string, remembered: Remembered, recoveryKey: string): Promise<void> {
  for (const slot of slotsToForget(await headerOf(partition), remembered)) {
    if (await isSlotOf(partition, slot, recoveryKey)) continue;
    await run({ title: `binding ${partition} as before`, file: 'systemd-cryptenroll', args: [`--wipe-slot=${slot}`, partition] });
  }
}

function headerOf(partition: string): Promise<string> {
  return run({ title: `looking at ${partition}`, file: 'cryptsetup', args: ['luksDump', '--dump-json-metadata', partition] });
}

/** Removes every way in which a TPM opens the partition. */
export async function forgetTpm(partition: string): Promise<void> {
  await run({ title: `forgetting the TPM on ${partition}`, file: 'systemd-cryptenroll', args: ['--wipe-slot=tpm2', partition] });
}

// One that is there already is not made again.
async function enroll(partition: string, binding: Binding, recoveryKey: string, wipe: readonly string[]): Promise<void> {
  await withKeyFile(recoveryKey, (key) =>
    run({
      title: `binding ${partition} to the TPM`,
      file: 'timeout',
      args: ['60', 'systemd-cryptenroll', `--unlock-key-file=${key}`, ...wipe, '--tpm2-device=auto', ...enrolmentOf(binding), partition],
      hint: 'does the TPM work? The recovery key opens the disk without it',
    }),
  );
}

// cryptsetup takes keys from files, and an argument would show the key to everyone who lists processes.
async function withKeyFile(recoveryKey: string, work: (path: string) => Promise<unknown>): Promise<void> {
  await writePrivate(keyFile, recoveryKey);
  try {
    await work(keyFile);
  } finally {
    await removePrivate(keyFile);
  }
}
