/** What the TPM compares before it gives the key of the data. The only place that names PCRs. Pure. */

/** How the firmware judges what it loads. `off`: not at all (Secure Boot is off), so only what it measured tells one start from another. */
export type BootMode = 'off';

// Preflight refuses any other.
const modeNow: BootMode = 'off';

interface BoundPcr {
  readonly pcr: number;
  /** `programs` can be told in advance; `hardware` changes with cards and firmware; `additions` is the same at every start of ours. */
  readonly holds: 'programs' | 'hardware' | 'additions';
}

const bound: Readonly<Record<BootMode, readonly BoundPcr[]>> = {
  off: [
    // Drivers: of cards, and whatever firmware or boot loader finds on a disk or in a variable.
    { pcr: 2, holds: 'hardware' },
    // Programs in the order of their start: boot loader, unified kernel, the kernel in it.
    { pcr: 4, holds: 'programs' },
    // Whether Secure Boot is on, and by whose keys.
    { pcr: 7, holds: 'hardware' },
    // What is added to the command line, and credentials. Ours adds nothing, and closes the way back once the data is open.
    { pcr: 12, holds: 'additions' },
  ],
};

const nothingAdded = '0'.repeat(64);

/** `programs`: value that the PCR of the programs will have, hexadecimal; absent: the one it has now. */
export interface Binding {
  readonly programs?: string | undefined;
  /** Cards and firmware may have been changed before the next start. */
  readonly anyHardware?: true | undefined;
}

/** The binding as systemd-cryptenroll takes it in `--tpm2-pcrs`. */
export function pcrPolicy(binding: Binding, mode: BootMode = modeNow): string {
  return comparedIn(binding, mode).map(({ pcr, holds }) => `${pcr}:sha256${valueOf(holds, binding.programs)}`).join('+');
}

/** Where the TPM keeps the key that a loose binding is sealed under. It goes after one start, and every copy of the header is worth nothing then. */
export const looseKeyHandle = '0x81005078';

/** What systemd-cryptenroll is told of a binding. */
export function enrolmentOf(binding: Binding): string[] {
  return [`--tpm2-pcrs=${pcrPolicy(binding)}`, ...(binding.anyHardware === true ? [`--tpm2-seal-key-handle=${looseKeyHandle}`] : [])];
}

/** The PCRs that it compares. */
export function pcrsOf(binding: Binding, mode: BootMode = modeNow): number[] {
  return comparedIn(binding, mode).map(({ pcr }) => pcr);
}

function comparedIn({ anyHardware }: Binding, mode: BootMode): BoundPcr[] {
  return bound[mode].filter(({ holds }) => !(anyHardware === true && holds === 'hardware'));
}

function valueOf(holds: BoundPcr['holds'], programs: string | undefined): string {
  if (holds === 'additions') return `=${nothingAdded}`;
  return holds === 'programs' && programs !== undefined ? `=${programs}` : '';
}

/** The PCR that holds the programs. */
export function programsPcr(mode: BootMode = modeNow): number {
  return bound[mode].find(({ holds }) => holds === 'programs')?.pcr ?? 4;
}

/** Those that firmware alone fills: their values must follow from its log. */
export function loggedPcrs(mode: BootMode = modeNow): number[] {
  return bound[mode].filter(({ holds }) => holds !== 'additions').map(({ pcr }) => pcr);
}
