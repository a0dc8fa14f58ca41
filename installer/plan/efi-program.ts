/** Programs that firmware starts (PE32+ files): what is in them, and what firmware measures of them. Pure. */
import { createHash } from 'node:crypto';

interface Section {
  readonly name: string;
  /** In the file. */
  readonly offset: number;
  readonly bytes: number;
  /** Without what fills it up to a multiple of the alignment. */
  readonly contentBytes: number;
}

interface Headers {
  readonly checksum: number;
  readonly certificateEntry: number;
  readonly certificateBytes: number;
  readonly bytes: number;
  readonly sections: readonly Section[];
}

/** Content of a section, `.linux` or `.cmdline` of a unified kernel image; undefined where there is none, or this is no such file. */
export function sectionOf(program: Uint8Array, name: string): Uint8Array | undefined {
  const section = headersOf(program)?.sections.find((candidate) => candidate.name === name);
  return section && program.subarray(section.offset, section.offset + Math.min(section.bytes, section.contentBytes));
}

/**
 * Hexadecimal SHA-256 that firmware extends a PCR with when it loads the program: the Authenticode digest, which leaves out
 * the checksum and the signatures (TCG PC Client Platform Firmware Profile; Windows Authenticode Portable Executable Signature Format).
 * Undefined where this is no such file.
 */
export function measuredDigestOf(program: Uint8Array): string | undefined {
  const headers = headersOf(program);
  if (headers === undefined) return undefined;
  const { checksum, certificateEntry, certificateBytes, sections } = headers;
  const bySize = sections.filter(({ bytes }) => bytes > 0).sort((one, other) => one.offset - other.offset);
  const end = headers.bytes + bySize.reduce((sum, { bytes }) => sum + bytes, 0);
  const hash = createHash('sha256');
  hash.update(program.subarray(0, checksum));
  hash.update(program.subarray(checksum + 4, certificateEntry));
  hash.update(program.subarray(certificateEntry + 8, headers.bytes));
  for (const { offset, bytes } of bySize) hash.update(program.subarray(offset, offset + bytes));
  hash.update(program.subarray(end, Math.max(end, program.byteLength - certificateBytes)));
  return hash.digest('hex');
}

/** Digests that are measured one after the other when the program starts: its own and, of a unified kernel image, that of the kernel in it. */
export function measuredDigestsOf(program: Uint8Array): string[] {
  const kernel = sectionOf(program, '.linux');
  return [program, ...(kernel === undefined ? [] : [kernel])].flatMap((part) => measuredDigestOf(part) ?? []);
}

function headersOf(program: Uint8Array): Headers | undefined {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  try {
    return readHeaders(view);
  } catch (error) {
    // A header that points past the end of the file.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const magic = { dos: 0x5a4d, pe: 0x4550, pe32plus: 0x20b };

function readHeaders(view: DataView): Headers | undefined {
  if (view.getUint16(0, true) !== magic.dos) return undefined;
  const pe = view.getUint32(0x3c, true);
  const optional = pe + 24;
  if (view.getUint32(pe, true) !== magic.pe || view.getUint16(optional, true) !== magic.pe32plus) return undefined;
  const certificateEntry = optional + 112 + 4 * 8;
  const table = optional + view.getUint16(pe + 20, true);
  return {
    checksum: optional + 64,
    certificateEntry,
    certificateBytes: view.getUint32(certificateEntry + 4, true),
    bytes: view.getUint32(optional + 60, true),
    sections: Array.from({ length: view.getUint16(pe + 6, true) }, (_, index) => readSection(view, table + index * 40)),
  };
}

function readSection(view: DataView, at: number): Section {
  const letters = Array.from({ length: 8 }, (_, index) => view.getUint8(at + index)).filter((code) => code !== 0);
  return {
    name: String.fromCharCode(...letters),
    contentBytes: view.getUint32(at + 8, true),
    bytes: view.getUint32(at + 16, true),
    offset: view.getUint32(at + 20, true),
  };
}
