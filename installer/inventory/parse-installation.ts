/** Understands pintxo/installation.json on the EFI partition of an installed disk. Pure. */
import { z } from 'zod';
import type { InstallationRecord as Record } from './inventory.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const InstallationRecord: z.ZodType<Record> = z.object({
  version: z.string().min(1),
  siteDigest: digest,
  earlierSites: z.array(digest).optional(),
  state: z.string().min(1),
});

/** Undefined for what is missing or broken: a power cut may have torn it. */
export function parseInstallation(text: string | undefined): Record | undefined {
  return InstallationRecord.safeParse(parseJson(text ?? '')).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
