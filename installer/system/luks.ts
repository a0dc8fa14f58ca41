/** Encrypted partitions, as far as a key is tried on them: nothing is opened. */
import { run } from './command.ts';

/** Whether the key opens each of these partitions, by itself: no token of the machine, such as its TPM, is asked. At least one. */
export async function isKeyOf(partitions: readonly string[], key: string): Promise<boolean> {
  for (const partition of partitions) if (!(await isKeyOfOne(partition, key))) return false;
  return partitions.length > 0;
}

/** Whether the key opens this one slot of a partition. */
export function isSlotOf(partition: string, slot: string, key: string): Promise<boolean> {
  return isKeyOfOne(partition, key, ['--key-slot', slot]);
}

// On standard input: an argument would show the key to everyone who lists processes.
function isKeyOfOne(partition: string, key: string, more: readonly string[] = []): Promise<boolean> {
  const args = ['open', '--test-passphrase', '--type', 'luks2', '--disable-external-tokens', ...more, '--key-file', '-', partition];
  return run({ title: `trying the recovery key on ${partition}`, file: 'cryptsetup', args, input: key }).then(() => true, () => false);
}
