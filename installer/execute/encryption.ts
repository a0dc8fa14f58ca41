/** Encrypted partitions: LUKS2, opened by the TPM at every start and by the recovery key always. */
import { randomBytes } from 'node:crypto';
import { run } from '../system/command.ts';
import { removePrivate, writePrivate } from '../system/private.ts';
import { recoveryKeyFrom } from './recovery-key.ts';

const keyFile = '/run/pintxo/private/recovery-key';

/** PCRs that the TPM compares before it gives the key of an installed disk, see README.md. */
export const bindings = {
  // What will be measured when the disk starts is not known yet, but that nothing is added to its command line.
  installing: `7+12:sha256=${'0'.repeat(64)}`,
  // The early system adds to the command line's register as soon as the data is open: it counts as it was before.
  running: `4+7+12:sha256=${'0'.repeat(64)}`,
};

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

/** Lets the TPM open the partition from now on, and forgets earlier ways in which it did. */
export async function bindToTpm(partition: string, pcrs: string, recoveryKey: string): Promise<void> {
  await withKeyFile(recoveryKey, (key) =>
    run({
      title: `binding ${partition} to the TPM`,
      file: 'timeout',
      args: ['60', 'systemd-cryptenroll', `--unlock-key-file=${key}`, '--wipe-slot=tpm2', '--tpm2-device=auto', `--tpm2-pcrs=${pcrs}`, partition],
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
