/** Understands pintxo/installation.json on the EFI partition of an installed disk. Pure. */
import { z } from 'zod';
import type { InstallationRecord as Record } from './inventory.ts';

/** Hexadecimal SHA-256 of a site.yaml. */
export const SiteDigest = z.string().regex(/^[0-9a-f]{64}$/);

export const InstallationRecord: z.ZodType<Record> = z.object({
  version: z.string().min(1),
  siteDigest: SiteDigest,
  earlierSites: z.array(SiteDigest).optional(),
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
