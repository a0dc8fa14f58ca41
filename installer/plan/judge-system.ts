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
  /** Whether boot loader and kernel of the parked system are those that this start was measured with; undefined where no TPM compares them. */
  readonly isStarted?: boolean | undefined;
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
  // With another kernel or boot loader the TPM does not open the data at the next start unless it is told before.
  return { verdict: isSame(parked, running) && running.isStarted !== false ? 'running' : 'next' };
}

function objection(parked: ParkedSystem, running: RunningSystem): string | undefined {
  if (!parked.signature.ok) return parked.signature.problem;
  const order = compareVersions(parked.version, running.version);
  if (order < 0) return `it is older than the version that runs (${running.version}), and may have faults that are mended since`;
  return order === 0 && !isSame(parked, running) ? 'it has the number of the version that runs, and is another one' : undefined;
}

function isSame(parked: ParkedSystem, { version, rootHash }: RunningSystem): boolean {
  return parked.version === version && parked.rootHash === rootHash;
}

/** Why the system that was shown under this digest cannot be let in; undefined where it can. */
export function whyNotAccepted(digest: string, parked: ParkedSystem | undefined, running: RunningSystem): string | undefined {
  if (parked?.digest !== digest) return 'What waits is not what was shown any more. Nothing was changed. To see what waits now, run: sudo pintxo accept; to throw it away: sudo pintxo accept --refuse';
  const verdict = judgeSystem(parked, running, [digest]);
  return verdict.verdict === 'refused' ? `It cannot be let in: ${verdict.reason}. Nothing was changed. Flash the stick again, and start it once more.` : undefined;
}
