/** Takes secrets out of what is told. Pure. */
import type { Event } from './events.ts';

const removed = '[removed]';

/** A shorter secret would be found in ordinary words. */
const shortestSecret = 6;

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // PEM (RFC 7468) and OpenSSH private keys, whole or cut off.
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)/g, removed],
  // age secret keys (bech32), for people and for plugins.
  [/AGE-(?:SECRET-KEY|PLUGIN)-[A-Z0-9-]+/gi, removed],
  // Recovery keys of systemd-cryptenroll: groups of modhex with dashes.
  [/\b[cbdefghijklnrtuv]{8}(?:-[cbdefghijklnrtuv]{8}){2,}\b/gi, removed],
  // Hashes of passwords, crypt(5): `$id$...`.
  [/\$(?:[0-9][a-z]?|y|gy|sha1|md5|argon2(?:id|i|d))\$[^\s:"'\\]+/g, removed],
  // User and password in an address.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:"']*:[^\s/@"']+@/gi, `$1${removed}@`],
];

/** The text without the given secrets, and without anything that has the shape of one. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets.flatMap(shapesOf).filter((secret) => secret.length >= shortestSecret);
  const longestFirst = [...new Set(known)].sort((one, other) => other.length - one.length);
  const without = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, removed), text);
  return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), without);
}

/** Lines are looked at together: a key may stand on several. */
export function redactLines(lines: readonly string[], secrets: readonly string[] = []): string[] {
  return lines.length === 0 ? [] : redact(lines.join('\n'), secrets).split('\n');
}

/** The event without secrets. The recovery sheet stays: it goes to the screen only. */
export function redactEvent(event: Event, secrets: readonly string[]): Event {
  const clean = (text: string): string => redact(text, secrets);
  switch (event.kind) {
    case 'said':
    case 'asking':
      return { ...event, lines: redactLines(event.lines, secrets) };
    case 'problem':
      return { ...event, problem: clean(event.problem), remedies: event.remedies.map(clean) };
    case 'ended':
      return { ...event, lastWords: redactLines(event.lastWords, secrets) };
    case 'plan':
      return { ...event, steps: event.steps.map(clean) };
    case 'disks':
      return { ...event, verdicts: event.verdicts.map((disk) => ({ ...disk, path: clean(disk.path), name: clean(disk.name), reason: clean(disk.reason) })) };
    case 'site':
      return { ...event, name: clean(event.name), domain: clean(event.domain) };
    default:
      return withoutWords(event);
  }
}

// A kind of event that is new does not compile here: somebody must think of its words.
function withoutWords(event: Extract<Event, { kind: 'started' | 'addresses' | 'step' | 'progress' | 'recovery-sheet' | 'recovery-sheet-waiting' }>): Event {
  return event;
}

/** How a secret may stand in a text: as it is, line by line, in JSON, in an address, in base64. */
function shapesOf(secret: string): string[] {
  const whole = secret.trim();
  const lines = whole.split('\n').map((line) => line.trim()).filter((line) => line.length >= shortestSecret && !line.startsWith('-----'));
  return [whole, ...lines].flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), Buffer.from(text).toString('base64').replace(/=+$/, '')]);
}
