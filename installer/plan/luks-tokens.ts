/** How the TPM opens an encrypted partition, as its header says. Pure. */
import { z } from 'zod';
import { pcrsOf } from './bindings.ts';

const Metadata = z.object({ keyslots: z.record(z.string(), z.unknown()), tokens: z.record(z.string(), z.looseObject({ type: z.string(), keyslots: z.array(z.string()), 'tpm2-pcrs': z.array(z.number()).optional() })) });

/** Key slots that the TPM opens whatever hardware is there; `metadata` as `cryptsetup luksDump --dump-json-metadata` prints it. */
export function looseSlots(metadata: string): string[] {
  const { tokens } = Metadata.parse(JSON.parse(metadata));
  const loose = pcrsOf({ anyHardware: true }).join();
  return Object.values(tokens).flatMap(({ type, keyslots, 'tpm2-pcrs': pcrs }) => (type === 'systemd-tpm2' && pcrs?.join() === loose ? keyslots : []));
}

/** The slots that a loose binding had when it was made. */
export interface Remembered {
  readonly slots: readonly string[];
  /** The TPM was told of the partition since, and may have been given the same slots. */
  readonly isBoundAnew: boolean;
}

/** Slots in use that are to go: those that the header says to be loose, and those that were remembered, whatever it says of them. */
export function slotsToForget(metadata: string, { slots, isBoundAnew }: Remembered): string[] {
  const { keyslots, tokens } = Metadata.parse(JSON.parse(metadata));
  const bound = isBoundAnew ? Object.values(tokens).flatMap((token) => token.keyslots) : [];
  const remembered = slots.filter((slot) => !bound.includes(slot));
  return [...new Set([...looseSlots(metadata), ...remembered])].filter((slot) => Object.hasOwn(keyslots, slot));
}
