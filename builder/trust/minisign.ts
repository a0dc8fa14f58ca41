/**
 * Signatures in the format of minisign (https://jedisct1.github.io/minisign/): Ed25519 over the BLAKE2b-512 hash of a
 * file, and a second one over the first and a trusted comment. Pure; the older kind without the hash is not accepted.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

export interface PublicKey {
  /** Eight bytes as hexadecimal, in the order and case that minisign prints them. */
  readonly id: string;
  /** 32 bytes of Ed25519. */
  readonly bytes: Uint8Array;
}

export interface SecretKey extends PublicKey {
  /** 32 bytes of Ed25519. */
  readonly seed: Uint8Array;
}

export type Verdict =
  | { readonly ok: true; readonly key: PublicKey; readonly trustedComment: string }
  | { readonly ok: false; readonly problem: string };

const lengths = { id: 8, key: 32, signature: 64 } as const;
const publicKeyHeader = Buffer.from('Ed');
const hashedHeader = Buffer.from('ED');
// Ed25519, without a password, with a checksum of BLAKE2b, which minisign leaves empty where there is no password.
const secretKeyHeader = Buffer.concat([Buffer.from('Ed'), Buffer.alloc(2), Buffer.from('B2'), Buffer.alloc(48)]);
const checksum = Buffer.alloc(32);

/** Reads a public key file of minisign, or its second line alone; undefined where it is none. */
export function parsePublicKey(text: string): PublicKey | undefined {
  const bytes = decode(lastLine(text), 2 + lengths.id + lengths.key);
  if (!bytes?.subarray(0, 2).equals(publicKeyHeader)) return undefined;
  return { id: printedId(bytes.subarray(2, 10)), bytes: bytes.subarray(10) };
}

export function formatPublicKey({ id, bytes }: PublicKey): string {
  return `untrusted comment: minisign public key ${id}\n${Buffer.concat([publicKeyHeader, storedId(id), bytes]).toString('base64')}\n`;
}

/** Reads a secret key file of minisign that has no password (`minisign -G -W`); undefined for any other. */
export function parseSecretKey(text: string): SecretKey | undefined {
  const bytes = decode(lastLine(text), secretKeyHeader.length + lengths.id + 64 + checksum.length);
  if (!bytes?.subarray(0, 6).equals(secretKeyHeader.subarray(0, 6))) return undefined;
  const [id, seed] = [bytes.subarray(54, 62), bytes.subarray(62, 94)];
  return { id: printedId(id), seed, bytes: publicBytesOf(seed) };
}

export function formatSecretKey({ id, seed, bytes }: SecretKey): string {
  const content = Buffer.concat([secretKeyHeader, storedId(id), seed, bytes, checksum]);
  return `untrusted comment: minisign secret key ${id}\n${content.toString('base64')}\n`;
}

/** A key pair from 32 random bytes; its number follows from the public half. */
export function secretKeyFrom(seed: Uint8Array): SecretKey {
  const bytes = publicBytesOf(seed);
  return { id: printedId(createHash('sha256').update(bytes).digest().subarray(0, lengths.id)), seed, bytes };
}

/** The signature file for a message. The same key, message and comment give the same text. */
export function signMinisign(message: Uint8Array, key: SecretKey, trustedComment: string): string {
  const privateKey = privateKeyOf(key.seed);
  const signature = sign(null, hashOf(message), privateKey);
  const overall = sign(null, Buffer.concat([signature, Buffer.from(trustedComment)]), privateKey);
  return [
    `untrusted comment: signature of minisign key ${key.id}`,
    Buffer.concat([hashedHeader, storedId(key.id), signature]).toString('base64'),
    `trusted comment: ${trustedComment}`,
    overall.toString('base64'),
    '',
  ].join('\n');
}

/** Whether one of the keys made this signature of the message. */
export function verifyMinisign(message: Uint8Array, signatureFile: string, keys: readonly PublicKey[]): Verdict {
  const lines = signatureFile.split(/\r?\n/);
  const first = decode(lines[1] ?? '', 2 + lengths.id + lengths.signature);
  const overall = decode(lines[3] ?? '', lengths.signature);
  const comment = /^trusted comment: (.*)$/.exec(lines[2] ?? '')?.[1];
  if (first === undefined || overall === undefined || comment === undefined) return refused('the signature is not in the format of minisign');
  if (!first.subarray(0, 2).equals(hashedHeader)) return refused('the signature is of a kind that is not accepted (made with minisign -l)');
  const id = printedId(first.subarray(2, 10));
  const key = keys.find((candidate) => candidate.id === id);
  if (key === undefined) return refused(`it is signed by the key ${id}, which is not trusted here`);
  const signature = first.subarray(10);
  const publicKey = publicKeyOf(key.bytes);
  if (!verify(null, hashOf(message), publicKey, signature)) return refused(`the signature of the key ${id} does not fit: the content was changed`);
  if (!verify(null, Buffer.concat([signature, Buffer.from(comment)]), publicKey, overall)) return refused(`the comment of the signature of the key ${id} was changed`);
  return { ok: true, key, trustedComment: comment };
}

function refused(problem: string): Verdict {
  return { ok: false, problem };
}

function hashOf(message: Uint8Array): Buffer {
  return createHash('blake2b512').update(message).digest();
}

// Node takes keys in the wrappings of RFC 8410 only.
function privateKeyOf(seed: Uint8Array): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyOf(bytes: Uint8Array): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes]), format: 'der', type: 'spki' });
}

function publicBytesOf(seed: Uint8Array): Uint8Array {
  return createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' }).subarray(-lengths.key);
}

// Stored with the lowest byte first, printed as one number.
function printedId(stored: Uint8Array): string {
  return Buffer.from(stored).reverse().toString('hex').toUpperCase();
}

function storedId(printed: string): Buffer {
  return Buffer.from(printed, 'hex').reverse();
}

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1) ?? '';
}

// Buffer.from() skips what is no base64.
function decode(text: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text.trim() ? bytes : undefined;
}
