/** Whether a system that came from outside may be started on this machine. Pure: what was looked at comes as plain data. */
import { compareVersions } from './version-order.ts';

/** A system that a stick parked, as the running one found it. */
export interface ParkedSystem {
  readonly version: string;
  readonly rootHash: string;
  /** SHA-256 of its manifest, hexadecimal: what a person accepts is this very system. */
  readonly digest: string;
  /** Whether a key that the running system or the present site carries has signed the manifest. */
  readonly signature: { readonly ok: true; readonly keyId: string } | { readonly ok: false; readonly problem: string };
  /** What is not as the manifest says, one sentence each. */
  readonly faults: readonly string[];
}

export interface RunningSystem {
  readonly version: string;
  readonly rootHash: string;
}

export type SystemVerdict =
  /** It takes the place of the one that runs, from the next start on. */
  | { readonly verdict: 'next' }
  /** It is the one that runs: what a power cut left undone is done. */
  | { readonly verdict: 'running' }
  /** It waits for a person, where one can help. */
  | { readonly verdict: 'refused'; readonly reason: string; readonly canBeAccepted: boolean };

/** `accepted`: digests of manifests that an administrator let in. */
export function judgeSystem(parked: ParkedSystem, running: RunningSystem, accepted: readonly string[]): SystemVerdict {
  if (parked.faults.length > 0) return { verdict: 'refused', reason: `it is damaged, or was changed after it was built (${parked.faults.join('; ')})`, canBeAccepted: false };
  const reason = accepted.includes(parked.digest) ? undefined : objection(parked, running);
  if (reason !== undefined) return { verdict: 'refused', reason, canBeAccepted: true };
  return { verdict: isSame(parked, running) ? 'running' : 'next' };
}

function objection(parked: ParkedSystem, running: RunningSystem): string | undefined {
  if (!parked.signature.ok) return parked.signature.problem;
  const order = compareVersions(parked.version, running.version);
  if (order < 0) return `it is older than the version that runs (${running.version}), and may have faults that are mended since`;
  return order === 0 && !isSame(parked, running) ? 'it has the number of the version that runs, and is another one' : undefined;
}

function isSame(one: RunningSystem, other: RunningSystem): boolean {
  return one.version === other.version && one.rootHash === other.rootHash;
}
