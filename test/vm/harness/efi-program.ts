/** The smallest programs for UEFI, put together by hand: what an attacker would lay beside the system's own. */

const subsystems = { application: 10, 'boot-driver': 11 } as const;

const page = 0x1000;
const block = 0x200;
const headersSize = 0x400;

interface Section {
  readonly name: string;
  readonly content: Buffer;
  readonly characteristics: number;
}

/** A driver (or program) that writes a line to the first serial port and returns success. */
export function efiSpeaker(kind: keyof typeof subsystems, line: string): Buffer {
  return efiImage(kind, [{ name: '.text', content: saying(`${line}\r\n`), characteristics: 0x6000_0020 }]);
}

/** An addon that adds to the command line of a unified kernel. */
export function commandLineAddon(words: string): Buffer {
  return efiImage('application', [{ name: '.cmdline', content: Buffer.from(words), characteristics: 0x4000_0040 }]);
}

/** mov dx, 0x3f8; then for each letter mov al, letter; out dx, al; at last xor eax, eax; ret. */
function saying(text: string): Buffer {
  return Buffer.from([0x66, 0xba, 0xf8, 0x03, ...[...Buffer.from(text)].flatMap((letter) => [0xb0, letter, 0xee]), 0x31, 0xc0, 0xc3]);
}

/** PE32+ for x86-64. */
function efiImage(kind: keyof typeof subsystems, sections: readonly Section[]): Buffer {
  const headers = Buffer.alloc(headersSize);
  headers.write('MZ');
  headers.writeUInt32LE(0x40, 0x3c);
  headers.write('PE\0\0', 0x40);
  headers.writeUInt16LE(0x8664, 0x44);
  headers.writeUInt16LE(sections.length, 0x46);
  headers.writeUInt16LE(240, 0x54);
  headers.writeUInt16LE(0x22e, 0x56);
  writeOptionalHeader(headers, 0x58, subsystems[kind], sections.length);
  sections.forEach((section, position) => writeSectionHeader(headers, 0x58 + 240 + 40 * position, section, position));
  return Buffer.concat([headers, ...sections.map(({ content }) => Buffer.concat([content, Buffer.alloc(block - (content.length % block))]))]);
}

function writeOptionalHeader(headers: Buffer, at: number, subsystem: number, sections: number): void {
  headers.writeUInt16LE(0x20b, at);
  headers.writeUInt32LE(page, at + 16);
  headers.writeUInt32LE(page, at + 20);
  headers.writeUInt32LE(page, at + 32);
  headers.writeUInt32LE(block, at + 36);
  headers.writeUInt32LE(page * (1 + sections), at + 56);
  headers.writeUInt32LE(headersSize, at + 60);
  headers.writeUInt16LE(subsystem, at + 68);
  headers.writeUInt16LE(0x100, at + 70);
  headers.writeUInt32LE(16, at + 108);
}

// Sections are shorter than a page, and one block long in the file.
function writeSectionHeader(headers: Buffer, at: number, { name, content, characteristics }: Section, position: number): void {
  if (content.length >= block) throw new Error(`section ${name} is longer than ${block} bytes`);
  headers.write(name, at);
  headers.writeUInt32LE(content.length, at + 8);
  headers.writeUInt32LE(page * (1 + position), at + 12);
  headers.writeUInt32LE(block, at + 16);
  headers.writeUInt32LE(headersSize + block * position, at + 20);
  headers.writeUInt32LE(characteristics, at + 36);
}
