/** Secrets that people give, as the machine keeps them: a file each, for root and the services that are given it. */
import { join } from 'node:path';
import { givenSecretsFolder } from '../../templates/contract-secrets.ts';
import { writeDurably } from '../system/durable.ts';
import { listFolder } from '../system/files.ts';
import { removeDurably } from '../system/placing.ts';
import type { InstallContext } from './context.ts';
import { withState } from './file-systems.ts';

export async function takeSecrets(_step: { readonly kind: 'take-secrets' }, context: InstallContext): Promise<void> {
  const { given } = context;
  if (given === undefined) return;
  await withState(context, async (state) => {
    const folder = givenSecretsFolder.replace(/^\/var\//, `${state}/`);
    for (const [name, value] of given.secrets) await keepSecret(name, value, folder);
  });
}

export async function removeFromStick(_step: { readonly kind: 'remove-secrets' }, { given, warn }: Pick<InstallContext, 'given' | 'warn'>): Promise<void> {
  if (given === undefined || (await given.remove())) return;
  warn('secrets.yaml could not be removed from this medium, where it lies in clear: keep the medium like the secrets in it, or change them.');
}

/** When it returns, a power cut takes nothing of it back. */
export async function keepSecret(name: string, value: string, folder = givenSecretsFolder): Promise<void> {
  await writeDurably(join(folder, name), value, 0o600);
}

/** Also what a power cut left of it, half-written. */
export async function dropSecret(name: string, folder = givenSecretsFolder): Promise<void> {
  const torn = (await listFolder(folder)).filter((entry) => entry.startsWith(`${name}.`) && entry.endsWith('.part'));
  for (const entry of [...torn, name]) await removeDurably(join(folder, entry));
}

/** Names of the secrets that the machine has. */
export async function knownSecrets(folder = givenSecretsFolder): Promise<string[]> {
  return (await listFolder(folder)).filter((name) => !name.endsWith('.part'));
}
