/** `reinstall: keep` on a machine whose data is encrypted: the recovery key, typed where the stick is, makes it start the new system at once. Pure. */
import type { Disk } from '../inventory/inventory.ts';
import type { KeyQuestion } from './install-plan.ts';
import type { Installation } from './installations.ts';
import { dataLabel, joiningLabel } from './labels.ts';
import { refreshSteps } from './steps.ts';

// To fetch a sheet from a drawer, and type 64 letters. Then the machine goes on as it was: nobody may be there.
const patienceSeconds = 180;

/** `withoutSite`: disks that have not had this site.yaml. Undefined where nothing is encrypted, or a disk does not show what the key would be tried on. */
export function questionFor(installation: Installation, systemDisks: readonly Disk[], withoutSite: readonly Disk[]): KeyQuestion | undefined {
  const partitions = installation.map(encryptedDataOf);
  if (!partitions.every((path) => path !== undefined)) return undefined;
  const steps = refreshSteps(systemDisks, withoutSite);
  const bind = { kind: 'bind-again', disks: systemDisks.map(({ path }) => path) } as const;
  const first = steps.findIndex(({ kind }) => kind === 'register-boot-entry');
  return { partitions, seconds: patienceSeconds, steps: [...steps.slice(0, first), bind, ...steps.slice(first)] };
}

function encryptedDataOf({ partitions }: Disk): string | undefined {
  return partitions.find(({ label, signatures }) => (label === dataLabel || label === joiningLabel) && signatures.some(({ type }) => type === 'crypto_LUKS'))?.path;
}
