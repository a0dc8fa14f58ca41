/** Steps in words, for people who watch. Pure. */
import type { Step } from './install-plan.ts';

const titles: { readonly [Kind in Step['kind']]: (step: Extract<Step, { kind: Kind }>) => string } = {
  'note-consent': () => 'noting which disks may be erased, once',
  'note-installed': () => 'noting that this stick has installed this machine',
  'erase-signatures': ({ disk }) => `erasing what was on ${disk}`,
  'partition-disk': ({ disk }) => `partitioning ${disk} and copying the system`,
  'format-state': ({ encrypted }) => (encrypted ? 'making the encrypted place for data' : 'making the place for data'),
  'format-pool': ({ pool }) => `making the storage pool ${pool}`,
  'seed-state': () => 'readying /var',
  'write-site': () => 'writing site.yaml',
  'make-secrets': () => "making the machine's own keys and certificates",
  'take-secrets': () => 'taking over the secrets that were given',
  'remove-secrets': () => 'removing the secrets from the stick',
  'prepare-start': () => 'preparing the first start',
  'bind-to-tpm': () => 'letting the TPM open the data at every start',
  'bind-again': () => 'letting the TPM open the data for the new system',
  'write-recovery-sheet': () => 'writing the recovery sheet',
  'install-boot-loader': ({ disk }) => `installing the boot loader on ${disk}`,
  commit: ({ disk }) => `marking ${disk} as installed`,
  'register-boot-entry': ({ disk }) => `telling the firmware of ${disk}`,
  'write-slot': ({ disk }) => `copying the new system to ${disk}`,
  'park-system': ({ disk }) => `handing the new system on ${disk} to the present one`,
  'hand-in-site': ({ disk }) => `handing in the new site.yaml on ${disk}`,
};

export function titleOf<Kind extends Step['kind']>(step: Extract<Step, { kind: Kind }>): string {
  const title: (typeof titles)[Kind] = titles[step.kind];
  return title(step);
}
