/** A seed as hypervisors hand it to a guest (cloud-init, NoCloud), with site.yaml in it. Pure. */
import { parse } from 'yaml';
import { z } from 'zod';
import { contentOf, type Unpack, writtenFiles } from './seed-content.ts';

/** Volumes that hold a seed, and its file on them. */
export const seedDevices: readonly string[] = ['/dev/disk/by-label/cidata', '/dev/disk/by-label/CIDATA'];
export const seedFile = 'user-data';

/** The file of the seed's `write_files` that is site.yaml. */
export const seedSitePath = '/var/lib/pintxo/site.yaml';

/** site.yaml byte for byte; or why there is none although one was meant. Undefined for the seed of somebody else. */
export type SeedSite = { readonly bytes: Uint8Array } | { readonly problem: string } | undefined;

const Config = z.looseObject({ write_files: z.array(z.unknown()).nullish() });

/** Takes site.yaml out of user-data. Every seed that names our folder was meant for us: if it brings none, it says why. */
export function readSeed(userData: Uint8Array, unpack: Unpack = () => undefined): SeedSite {
  const isPacked = userData[0] === 0x1f && userData[1] === 0x8b;
  const unpacked = isPacked ? unpack(userData) : userData;
  if (unpacked === undefined) return { problem: 'it is packed (gzip), and cannot be unpacked; user-data can be read as plain text' };
  const text = new TextDecoder().decode(unpacked);
  const site = siteIn(text, unpack);
  return site === undefined && mentions(text) ? { problem: whyNone(text) } : site;
}

/** The bytes of site.yaml; what is wrong with a seed that was meant for us is told. */
export function siteOf(seed: SeedSite, warn: (line: string) => void): Uint8Array | undefined {
  if (seed === undefined || 'bytes' in seed) return seed?.bytes;
  warn(`A volume with a seed is attached, and it cannot be used: ${seed.problem}.`);
  return undefined;
}

function siteIn(text: string, unpack: Unpack): SeedSite {
  const config = isConfig(text) ? Config.safeParse(parsed(text)).data : undefined;
  return contentOf(writtenFiles(config?.write_files ?? []).filter(({ path }) => path === seedSitePath), unpack);
}

function isConfig(text: string): boolean {
  return /^#cloud-config[ \t]*(\r?\n|$)/.test(text);
}

function parsed(text: string): unknown {
  try {
    return parse(text, { version: '1.1', logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

// A part of a seed may be in base64 as a whole.
function mentions(text: string): boolean {
  const parts = /^content-transfer-encoding:\s*base64/im.test(text) ? (text.match(/^(?:[A-Za-z0-9+/]{20,}={0,2}\r?\n?)+/gm) ?? []) : [];
  return [text, ...parts.map((part) => Buffer.from(part, 'base64').toString('latin1'))].some((part) => part.includes('/var/lib/pintxo'));
}

const otherKinds: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(content-type: *multipart|mime-version:)/im, 'the seed is made of several parts (MIME); it can be read as one #cloud-config'],
  [/^## *template:/, 'the seed is a template (jinja); it can be read as plain #cloud-config'],
  [/^#cloud-config-archive/, 'the seed is an archive; it can be read as one #cloud-config'],
  [/^#!/, `the seed is a program that names ${seedSitePath}; it can be read as #cloud-config`],
];

function whyNone(text: string): string {
  const [, kind] = otherKinds.find(([pattern]) => pattern.test(text)) ?? [];
  if (kind !== undefined) return kind;
  if (!isConfig(text)) return `the seed names ${seedSitePath}, but its first line is not #cloud-config`;
  const config = Config.safeParse(parsed(text));
  if (!config.success) return `the seed names ${seedSitePath}, but is no cloud-config`;
  return `the seed has no file ${seedSitePath} under write_files, by just this name`;
}
