/** secrets.yaml on the stick. On flash memory nothing is surely overwritten; its file system shows nothing of it any more. */
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretsFileName } from '../../builder/site/secrets-file.ts';

export interface SecretsOnStick {
  /** Undefined where there is none. */
  read(): Promise<Uint8Array | undefined>;
  /** To be called when a machine has them for good. False where the medium cannot be written. */
  remove(): Promise<boolean>;
  /** Ends what a power cut left of `remove`; whether there was something to end. */
  finishRemoving(): Promise<boolean>;
}

/** No file of secrets comes near it. */
const mostBytes = 128 * 1024;

/** `folder`: of the drive PINTXO; `notes`: of its logs. */
export function secretsOn(folder: string, notes: string): SecretsOnStick {
  const file = join(folder, secretsFileName);
  const note = join(notes, 'secrets-taken');
  const remove = async (): Promise<boolean> => {
    const age = await ageOf(file);
    if (age === undefined) return true;
    // A later start ends what is begun here, and leaves a file alone that a person has put there since.
    await written(note, age);
    await wipe(file);
    await rm(note, { force: true });
    return true;
  };
  return {
    read: async () => {
      const bytes = await readFile(file).catch(() => undefined);
      return bytes === undefined || isWiped(bytes) ? undefined : bytes.subarray(0, mostBytes + 1);
    },
    remove: () => remove().catch(() => false),
    finishRemoving: async () => {
      const bytes = await readFile(file).catch(() => undefined);
      const age = bytes === undefined ? undefined : await ageOf(file);
      const begun = await readFile(note, 'utf8').catch(() => undefined);
      if (bytes === undefined || age === undefined || !(isWiped(bytes) || begun === age)) return false;
      return remove().catch(() => false);
    },
  };
}

function isWiped(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte === 0);
}

async function ageOf(file: string): Promise<string | undefined> {
  return stat(file).then(({ mtimeMs, size }) => `${mtimeMs} ${size > 0 ? 'file' : 'empty'}`, () => undefined);
}

async function written(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await synced(path);
}

async function wipe(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(file);
  await synced(join(file, '..'));
}

// Some file systems know no folder that is flushed; the step ends with a sync of everything.
async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}
