/** Secrets written in clear: found so that they can be refused, hidden so that no message shows them. */
import { isScalar, type Node } from 'yaml';
import type { Finding, Path, Span } from './finding.ts';
import { isPasswordHash } from './password-hash.ts';
import { childrenOf } from './locate.ts';

const secretWord = '(?:password|passwd|passphrase|secret|token|private[_-]?key|pre[_-]?shared[_-]?key|psk|api[_-]?key)s?';
const secretKey = new RegExp(`${secretWord}$`, 'i');
const hiddenKey = new RegExp(`${secretWord}(?:[_-]?hash)?["']?\\s*:`, 'i');

/** Private keys by their look: PEM (also cut short), the inside of an OpenSSH key, PuTTY, age, minisign without and with a password. */
const privateKeys = new RegExp(
  [
    '-----BEGIN [A-Z0-9 ]*PRIVATE KEY[\\s\\S]*?(?:-----END[^\\n]*|$)',
    'b3BlbnNzaC1rZXktdjE[\\w+/=\\s]*',
    'PuTTY-User-Key-File-[\\s\\S]*',
    'AGE-SECRET-KEY-1\\w+',
    'RW(?:QAAEIy|RTY0Iy)[\\w+/=]*',
  ].join('|'),
  'gi',
);
const keyOf32Bytes = /(?<![\w+/])[A-Za-z0-9+/]{43}=(?![\w+/=])/g;

/** Every secret in the file, wherever it is. */
export function secretFindings(node: Node | null, path: Path = [], inherited = false): Finding[] {
  if (isScalar(node)) return isSecret(node.value, path, inherited) ? [refusal(path)] : [];
  return childrenOf(node).flatMap(({ segment, value }) =>
    secretFindings(value, [...path, segment], inherited || isSecretKey(segment)),
  );
}

/** Where secrets are or may be, found without understanding the file: it may be broken. */
export function hiddenSpans(text: string): Span[] {
  const keys = [...text.matchAll(privateKeys)];
  const tunnels = [...text.matchAll(keyOf32Bytes)].filter((match) => isTunnelKey(match[0]));
  const spans = [...keys, ...tunnels].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  return [...spans, ...valuesOfSecretKeys(text)];
}

/** The value beside such a key, and every following line that belongs to it. */
function valuesOfSecretKeys(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  let owner: number | undefined;
  for (const line of text.split('\n')) {
    const indent = line.search(/\S|$/);
    const belongs = owner !== undefined && belongsTo(owner, line, indent);
    const key = hiddenKey.exec(line);
    if (!belongs) owner = key === null ? undefined : indentOfKey(line);
    if (belongs) spans.push(trimmed(line, start, indent));
    else if (key !== null) spans.push(trimmed(line, start, key.index + key[0].length));
    start += line.length + 1;
  }
  return spans;
}

function belongsTo(owner: number, line: string, indent: number): boolean {
  return line.trim() === '' || indent > owner || (indent === owner && line.startsWith('- ', indent));
}

function indentOfKey(line: string): number {
  return /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
}

function trimmed(line: string, start: number, from: number): Span {
  const spaces = line.slice(from).search(/\S|$/);
  return { start: start + from + spaces, end: start + line.trimEnd().length };
}

function isSecretKey(segment: string | number): boolean {
  return typeof segment === 'string' && secretKey.test(segment);
}

function isSecret(value: unknown, path: Path, underSecretKey: boolean): boolean {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') return false;
  return (underSecretKey && !isPasswordHash(text.trim())) || looksSecret(text, path);
}

function looksSecret(text: string, path: Path): boolean {
  if (text.search(privateKeys) >= 0) return true;
  return !/public|peer/i.test(path.join('.')) && (text.match(keyOf32Bytes) ?? []).some(isTunnelKey);
}

/** A WireGuard private key: the bits that X25519 fixes are fixed; in a public key they are so only 1 in 32 times. */
function isTunnelKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return ((bytes[0] ?? 0) & 7) === 0 && ((bytes[31] ?? 0) & 192) === 64;
}

function refusal(path: Path): Finding {
  if (path.join('.').startsWith('network.wan.pppoe.')) return { path, secret: true, message: 'a secret in clear', remedy: 'remove it here, and give it apart from site.yaml: pintxo configure --secret wan.password' };
  const isSshKey = path.includes('sshKeys');
  return {
    path,
    secret: true,
    message: isSshKey ? 'this is a private key, a secret in clear' : 'a secret in clear',
    remedy: isSshKey
      ? 'write the public key, from the .pub file; treat this pair as lost and make a new one'
      : 'only hashes and public keys belong in site.yaml: remove it, and change it where it is used',
  };
}
