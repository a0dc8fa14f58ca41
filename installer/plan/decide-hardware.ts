/** What is done when a person is about to change the hardware of a machine. Pure. */
import type { StateReport } from './state-report.ts';

export interface HardwareDecision {
  readonly act: 'begin' | 'end' | 'nothing';
  readonly words: readonly string[];
}

/** `isLoose`: the next start opens the data whatever hardware is there. */
export function decideHardware({ openedBy }: Pick<StateReport, 'openedBy'>, { undo, isLoose }: { undo: boolean; isLoose: boolean }): HardwareDecision {
  if (undo) return isLoose ? { act: 'end', words: ['The next start opens the data only on the machine as it is now, as before.'] } : { act: 'nothing', words: ['There is nothing to take back.'] };
  if (openedBy === 'nothing') return { act: 'nothing', words: ['The data of this machine is not encrypted: change what you like.'] };
  if (openedBy === 'recovery-key') return { act: 'nothing', words: ['The TPM does not open the data of this machine now: after the change the recovery key is asked for again. Then run: sudo pintxo repair'] };
  return { act: 'begin', words: begun };
}

const begun = [
  'The next start, and only that, opens the data whatever cards and firmware are in the machine; it binds the data to them again.',
  'Until then, who is at the machine can put in hardware that reads along: switch off now, make the change, and switch on.',
  'If a change turns out to be larger than the TPM can follow (a new mainboard, a cleared TPM), the machine asks for the recovery key.',
  'To take this back: sudo pintxo hardware --undo',
];
