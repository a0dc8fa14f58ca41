/** Which secrets people can give, and what a value of one must be. Pure. */
import type { GivenSecret } from '../../templates/contract-secrets.ts';
import { nearest } from './nearest.ts';

/** What is needed of a module to know its secrets. */
interface Asking {
  readonly givenSecrets?: readonly GivenSecret[] | undefined;
}

/** Every secret that some site may need, sorted by name. */
export function secretTable(modules: readonly Asking[]): GivenSecret[] {
  const all = modules.flatMap(({ givenSecrets = [] }) => givenSecrets);
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What is wrong with a value, in words that show nothing of it. */
export function refuseSecret(value: string, { mostBytes }: Pick<GivenSecret, 'mostBytes'>): string | undefined {
  if (value === '') return 'it is empty';
  if (/[\0-\x1f\x7f]/.test(value)) return 'it has more than one line, or characters that cannot be typed';
  const bytes = Buffer.byteLength(value);
  return bytes > mostBytes ? `it has ${bytes} bytes; at most ${mostBytes} can be sent` : undefined;
}

/** A value as it came by standard input: an end of line is not part of it. */
export function withoutLineEnd(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
}

/** What to write instead of a name that nobody asks for. */
export function suggestSecret(name: string, table: readonly GivenSecret[]): string {
  const names = table.map((secret) => secret.name);
  const meant = nearest(name, names);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return names.length === 0 ? 'no secret can be given to this version' : `known: ${names.join(', ')}`;
}
