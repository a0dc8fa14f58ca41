/** site.yaml in the `write_files` of a seed, in every way that cloud-init takes. Pure. */
import { z } from 'zod';

/** Undefined for what is not packed, or broken. */
export type Unpack = (packed: Uint8Array) => Uint8Array | undefined;

export type Content = { readonly bytes: Uint8Array } | { readonly problem: string };

const Written = z.looseObject({ path: z.string(), content: z.unknown().optional(), encoding: z.string().nullish(), append: z.boolean().nullish(), source: z.unknown().optional() });
export type Written = z.infer<typeof Written>;

/** The entries that say where they are to be written. */
export function writtenFiles(entries: readonly unknown[]): Written[] {
  return entries.flatMap((entry) => Written.safeParse(entry).data ?? []);
}

/** What the entries of one file come to: each writes it anew, or appends to what is there. */
export function contentOf(entries: readonly Written[], unpack: Unpack): Content | undefined {
  return entries.reduce<Content | undefined>((before, entry) => {
    const own = decode(entry, unpack);
    if (entry.append !== true || before === undefined || 'problem' in before || 'problem' in own) return own;
    return { bytes: Buffer.concat([before.bytes, own.bytes]) };
  }, undefined);
}

const encodings: Readonly<Record<string, { readonly base64: boolean; readonly packed: boolean }>> = {
  '': { base64: false, packed: false },
  'text/plain': { base64: false, packed: false },
  b64: { base64: true, packed: false },
  base64: { base64: true, packed: false },
  gz: { base64: false, packed: true },
  gzip: { base64: false, packed: true },
  'gz+b64': { base64: true, packed: true },
  'gz+base64': { base64: true, packed: true },
  'gzip+b64': { base64: true, packed: true },
  'gzip+base64': { base64: true, packed: true },
};

function decode({ content, encoding, source }: Written, unpack: Unpack): Content {
  const raw = bytesOf(content);
  const name = (encoding ?? '').toLowerCase();
  const way = encodings[name];
  if (raw === undefined && source !== undefined) return { problem: 'site.yaml in the seed is to be fetched from elsewhere; it can be read from content' };
  if (raw === undefined) return { problem: 'site.yaml in the seed is no text; write content: | and the file below it, indented' };
  if (way === undefined) return { problem: `site.yaml is in the seed as ${encoding}; it can be read as plain text or as b64` };
  const plain = way.base64 ? fromBase64(Buffer.from(raw).toString('latin1')) : raw;
  if (plain === undefined) return { problem: 'site.yaml in the seed is not the base64 that it says it is' };
  const whole = way.packed ? unpack(plain) : plain;
  if (whole === undefined) return { problem: `site.yaml is in the seed as ${encoding}, and cannot be unpacked; it can be read as plain text or as b64` };
  return whole.length === 0 ? { problem: 'site.yaml in the seed is empty' } : { bytes: whole };
}

// A `!!binary` of YAML is bytes already.
function bytesOf(content: unknown): Uint8Array | undefined {
  if (content instanceof Uint8Array) return content;
  return typeof content === 'string' ? new TextEncoder().encode(content) : undefined;
}

function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(digits) && digits.length % 4 === 0 ? new Uint8Array(Buffer.from(digits, 'base64')) : undefined;
}
