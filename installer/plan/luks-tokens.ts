/** How the TPM opens an encrypted partition, as its header says. Pure. */
import { z } from 'zod';
import { pcrsOf } from './bindings.ts';

const Metadata = z.object({ tokens: z.record(z.string(), z.looseObject({ type: z.string(), keyslots: z.array(z.string()), 'tpm2-pcrs': z.array(z.number()).optional() })) });

/** Key slots that the TPM opens whatever hardware is there; `metadata` as `cryptsetup luksDump --dump-json-metadata` prints it. */
export function looseSlots(metadata: string): string[] {
  const { tokens } = Metadata.parse(JSON.parse(metadata));
  const loose = pcrsOf({ anyHardware: true }).join();
  return Object.values(tokens).flatMap(({ type, keyslots, 'tpm2-pcrs': pcrs }) => (type === 'systemd-tpm2' && pcrs?.join() === loose ? keyslots : []));
}
