/** What the loaded rules must hold for a verdict to be true there too. Pure. */
import type { Policy } from '../../templates/policy.ts';
import { node, type Packet, type Verdict } from './verdict.ts';

/** An element of a map of the ruleset, in nftables' notation. */
export interface Lookup {
  readonly map: 'pairs' | 'services';
  readonly key: string;
  readonly present: boolean;
}

const inPairs: ReadonlyArray<Verdict['rule']> = ['pair', 'private', 'local_prefix'];
const notInPairs: ReadonlyArray<Verdict['rule']> = ['no_pair'];

/** Undefined for verdicts that no map decides. */
export function lookupOf(policy: Policy, packet: Packet, { rule, from, to }: Verdict): Lookup | undefined {
  const [entry, exit] = [interfaceOf(policy, from), interfaceOf(policy, to)];
  if (to === node && packet.port !== null && (rule === 'service' || rule === 'closed')) {
    return { map: 'services', key: `"${entry}" . ${packet.protocol} . ${packet.port}`, present: rule === 'service' };
  }
  if (inPairs.includes(rule) || notInPairs.includes(rule)) return { map: 'pairs', key: `"${entry}" . "${exit}"`, present: inPairs.includes(rule) };
  return undefined;
}

function interfaceOf({ sides }: Policy, name: string): string {
  return sides.find((side) => side.name === name)?.interface ?? '';
}
