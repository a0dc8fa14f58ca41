/** The keys of the person who builds: they sign systems that this person's machines take. Never in the checkout, the cache or git. */
import { randomBytes } from 'node:crypto';
import { chownSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { formatPublicKey, formatSecretKey, parsePublicKey, parseSecretKey, secretKeyFrom, type SecretKey } from '../trust/minisign.ts';
import { exists, listFolder, readText } from './files.ts';
import { folders } from './paths.ts';
import { UnusableSetting } from './release.ts';

export interface SigningKeys {
  /** Files with the public keys that the image trusts. */
  readonly trusted: ReadonlyArray<{ readonly name: string; readonly text: string }>;
  /** Whether images/keys is empty. */
  readonly unofficial: boolean;
  /** Absent where this computer has the public half only: the image is the same, without its signature. */
  readonly secret?: SecretKey | undefined;
  /** Where the key was made just now. */
  readonly made?: string | undefined;
}

const [secretName, publicName] = ['builder.key', 'builder.pub'];

/** Folder of the builder's keys: PINTXO_KEYS, or below the user's configuration. */
export function keysFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { PINTXO_KEYS, XDG_CONFIG_HOME } = environment;
  if (isGiven(PINTXO_KEYS)) return PINTXO_KEYS;
  return join(isGiven(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homedir(), '.config'), 'pintxo/keys');
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** Reads the keys of this computer and of images/keys; makes the builder's own where there are none. */
export async function signingKeys(folder = keysFolder(), official = join(folders.images, 'keys')): Promise<SigningKeys> {
  const released = await readPublicKeys(official);
  const own = await ownKey(folder);
  return {
    trusted: [...released, { name: publicName, text: formatPublicKey(own.key) }],
    unofficial: released.length === 0,
    secret: own.secret,
    made: own.made,
  };
}

async function ownKey(folder: string): Promise<{ readonly key: Pick<SecretKey, 'id' | 'bytes'>; readonly secret?: SecretKey; readonly made?: string }> {
  const [secretFile, publicFile] = [join(folder, secretName), join(folder, publicName)];
  if (exists(secretFile)) {
    const secret = parseSecretKey(await readText(secretFile));
    if (secret === undefined) throw new UnusableSetting(`${secretFile} is no secret key of minisign without a password. Put the right file there, or move it away: a new key is made, and machines that know the old one ask before they take a system signed by the new.`);
    return { key: secret, secret };
  }
  if (exists(publicFile)) return { key: await readPublicKey(publicFile) };
  const secret = secretKeyFrom(randomBytes(32));
  await makeKeyFolder(folder);
  await writeNew(secretFile, formatSecretKey(secret), 0o600);
  await writeNew(publicFile, formatPublicKey(secret), 0o644);
  return { key: secret, secret, made: secretFile };
}

async function readPublicKeys(folder: string): Promise<SigningKeys['trusted']> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith('.pub'));
  return Promise.all(names.map(async (name) => ({ name, text: formatPublicKey(await readPublicKey(join(folder, name))) })));
}

async function readPublicKey(file: string): Promise<Pick<SecretKey, 'id' | 'bytes'>> {
  const key = parsePublicKey(await readText(file));
  if (key === undefined) throw new UnusableSetting(`${file} is no public key of minisign: two lines, the second one with 56 letters and digits that start with RW.`);
  return key;
}

async function makeKeyFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) giveToCaller(folder);
}

// Two builds at once must not each make a key, of which the second would be the one that is kept.
async function writeNew(file: string, text: string, mode: number): Promise<void> {
  await writeFile(file, text, { mode, flag: 'wx' });
  giveToCaller(file);
}

// Under sudo the key still belongs to the person who builds.
function giveToCaller(path: string): void {
  const { SUDO_UID, SUDO_GID } = process.env;
  if (process.getuid?.() === 0 && SUDO_UID !== undefined && SUDO_GID !== undefined) chownSync(path, Number(SUDO_UID), Number(SUDO_GID));
}
