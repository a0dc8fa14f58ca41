/** A seed as hypervisors hand it to a guest (cloud-init, NoCloud), with site.yaml in it. Pure. */
import { parse } from 'yaml';
import { z } from 'zod';

/** Volumes that hold a seed, and its file on them. */
export const seedDevices: readonly string[] = ['/dev/disk/by-label/cidata', '/dev/disk/by-label/CIDATA'];
export const seedFile = 'user-data';

/** The file of the seed's `write_files` that is site.yaml. */
export const seedSitePath = '/var/lib/pintxo/site.yaml';

/** site.yaml byte for byte; or why there is none although one was meant. Undefined for the seed of somebody else. */
export type SeedSite = { readonly bytes: Uint8Array } | { readonly problem: string } | undefined;

const Written = z.looseObject({ path: z.string(), content: z.string().default(''), encoding: z.string().default('') });
const Config = z.looseObject({ write_files: z.array(z.unknown()).default([]) });

/** Takes site.yaml out of user-data. */
export function readSeed(userData: Uint8Array): SeedSite {
  const text = new TextDecoder().decode(userData);
  if (!/^#cloud-config[ \t]*(\r?\n|$)/.test(text)) return undefined;
  const config = Config.safeParse(parsed(text));
  if (!config.success) return mentions(text) ? { problem: `the seed names ${seedSitePath}, but is no cloud-config` } : undefined;
  const files = config.data.write_files.flatMap((file) => Written.safeParse(file).data ?? []);
  const site = files.filter(({ path }) => path === seedSitePath).at(-1);
  return site && decode(site);
}

/** The bytes of site.yaml; what is wrong with a seed that was meant for us is told. */
export function siteOf(seed: SeedSite, warn: (line: string) => void): Uint8Array | undefined {
  if (seed === undefined || 'bytes' in seed) return seed?.bytes;
  warn(`A volume with a seed is attached, and it cannot be used: ${seed.problem}.`);
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { version: '1.1', logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function mentions(text: string): boolean {
  return text.includes(seedSitePath);
}

function decode({ content, encoding }: z.infer<typeof Written>): SeedSite {
  const name = encoding.toLowerCase();
  if (name === '' || name === 'text/plain') return { bytes: new TextEncoder().encode(content) };
  if (name !== 'b64' && name !== 'base64') return { problem: `site.yaml is in the seed as ${encoding}; it can be read as plain text or as b64` };
  const base64 = content.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return { problem: 'site.yaml in the seed is not the base64 that it says it is' };
  return { bytes: new Uint8Array(Buffer.from(base64, 'base64')) };
}
