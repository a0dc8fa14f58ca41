/** The verdict on what the machine starts. Pure. */
import type { DiskFinding } from './disks.ts';

export interface SeenAtStart {
  /** Paths on the EFI partition. */
  readonly foreign: readonly string[];
  /** The next start gives the key whatever cards and firmware are there. */
  readonly isLoose: boolean;
}

export function judgeStart({ foreign, isLoose }: SeenAtStart): DiskFinding {
  const problems = [
    ...(foreign.length === 0 ? [] : [`Files that are not this system's lie where the firmware or the boot loader loads them: ${foreign.map((path) => `/efi/${path}`).join(', ')}. While they are there, the TPM may not open the data. If they are not yours, somebody was at the machine; remove them.`]),
    ...(isLoose ? ['The next start opens the data whatever cards and firmware are in the machine: restart soon, or take that back with: sudo pintxo hardware --undo'] : []),
  ];
  return problems.length === 0 ? { ok: true, detail: 'nothing but this system' } : { ok: false, detail: problems.join(' ') };
}
