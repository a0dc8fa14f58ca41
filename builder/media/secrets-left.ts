/** Secrets that a site needs and a carrier does not bring: none but the stick of the appliance takes any. Pure. */
import type { NeededSecret } from '../../templates/contract-secrets.ts';

/** One line for each. */
export function secretsLeft(needed: readonly NeededSecret[]): string[] {
  return needed.map(({ name, path }) => `the secret ${name} (for ${path.join('.')}): give it to the machine when it is installed, sudo pintxo secret set ${name}`);
}
