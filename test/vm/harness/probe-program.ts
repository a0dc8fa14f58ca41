/** The smallest UEFI program that can tell it ran: it greets on the first serial port and rests. */

export const greeting = 'this accelerator boots';

const serialPort = 0x3f8;
const align = 0x200;
const base = 0x1000;

/** The program as a PE32+ file (Microsoft PE/COFF specification; machine x86-64, subsystem EFI application). */
export function probeProgram(): Buffer {
  const code = machineCode();
  return Buffer.concat([padded(Buffer.concat([dosHeader(), coffHeader(), optionalHeader(), sectionHeader(code.length)])), padded(code)]);
}

function machineCode(): Buffer {
  const port = Buffer.from([0x66, 0xba, serialPort & 0xff, serialPort >> 8]); // mov dx, port
  const letters = [...Buffer.from(`\r\n${greeting}\r\n`)].flatMap((letter) => [0xb0, letter, 0xee]); // mov al, letter; out dx, al
  return Buffer.concat([port, Buffer.from(letters), Buffer.from([0xf4, 0xeb, 0xfd])]); // again: hlt; jmp again
}

function dosHeader(): Buffer {
  const header = Buffer.alloc(64);
  header.write('MZ');
  header.writeUInt32LE(header.length, 60);
  return header;
}

function coffHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.write('PE');
  header.writeUInt16LE(0x8664, 4); // machine
  header.writeUInt16LE(1, 6); // sections
  header.writeUInt16LE(240, 20); // size of the optional header
  header.writeUInt16LE(0x222, 22); // executable, large addresses, no debug data
  return header;
}

function optionalHeader(): Buffer {
  const header = Buffer.alloc(240);
  header.writeUInt16LE(0x20b, 0); // PE32+
  header.writeUInt32LE(align, 4); // size of code
  header.writeUInt32LE(base, 16); // entry point
  header.writeUInt32LE(base, 20); // base of code
  header.writeUInt32LE(base, 32); // section alignment
  header.writeUInt32LE(align, 36); // file alignment
  header.writeUInt32LE(2 * base, 56); // size in memory
  header.writeUInt32LE(align, 60); // size of all headers
  header.writeUInt16LE(10, 68); // EFI application
  header.writeUInt32LE(16, 108); // directories, all empty
  return header;
}

function sectionHeader(codeLength: number): Buffer {
  const header = Buffer.alloc(40);
  header.write('.text');
  header.writeUInt32LE(codeLength, 8);
  header.writeUInt32LE(base, 12);
  header.writeUInt32LE(align, 16);
  header.writeUInt32LE(align, 20);
  header.writeUInt32LE(0x60000020, 36); // code, readable, executable
  return header;
}

const padded = (part: Buffer): Buffer => Buffer.concat([part, Buffer.alloc(-part.length & (align - 1))]);
