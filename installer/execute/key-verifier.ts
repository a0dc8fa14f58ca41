/**
 * Whether a recovery key is the one of a machine, without knowing it. The key has 256 random bits: whoever has the salt and the hash,
 * such as a thief of the stick, has nothing to guess by.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyVerifier } from '../plan/stick-memory.ts';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const bytes = 32;

export async function verifierOf(recoveryKey: string): Promise<KeyVerifier> {
  const salt = randomBytes(16);
  return { salt: salt.toString('hex'), hash: (await derive(lettersOf(recoveryKey), salt, bytes)).toString('hex') };
}

/** `typed` may have blanks or nothing between its groups, and capitals. */
export async function isKeyOf(typed: string, { salt, hash }: KeyVerifier): Promise<boolean> {
  const expected = Buffer.from(hash, 'hex');
  const found = await derive(lettersOf(typed), Buffer.from(salt, 'hex'), bytes);
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function lettersOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}
