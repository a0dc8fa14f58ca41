/** Which secrets a machine has and needs, without any of them. Pure. */
import type { GivenSecret, NeededSecret } from '../../templates/contract-secrets.ts';

export interface ListedSecret {
  readonly name: string;
  readonly title: string;
  /** By the site as it is now. */
  readonly isNeeded: boolean;
  readonly isSet: boolean;
}

/** What the machine keeps and nothing asks for any more is in the list too. */
export function listSecrets(table: readonly GivenSecret[], needed: ReadonlyArray<Pick<NeededSecret, 'name'>>, kept: readonly string[]): ListedSecret[] {
  const known = table.map(({ name, title }) => ({ name, title, isNeeded: needed.some((secret) => secret.name === name), isSet: kept.includes(name) }));
  const strangers = kept.filter((name) => !table.some((secret) => secret.name === name)).map((name) => ({ name, title: 'of another version', isNeeded: false, isSet: true }));
  return [...known, ...strangers];
}

export function describeSecrets(listed: readonly ListedSecret[]): string[] {
  return listed.map(({ name, title, isNeeded, isSet }) => `${name.padEnd(20)} ${isSet ? 'set' : isNeeded ? 'MISSING' : 'not set'}${isSet && !isNeeded ? ', not needed' : ''}  (${title})${isNeeded && !isSet ? `: sudo pintxo secret set ${name}` : ''}`);
}
