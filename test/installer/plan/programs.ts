/** Programs that firmware could start, made up. */

/** A program with these sections: headers of 512 bytes, then each section filled up to a multiple of 512. */
export function programWith(sections: Readonly<Record<string, Uint8Array>>, signature = new Uint8Array(), checksum = 0): Uint8Array {
  const header = Buffer.alloc(512);
  header.write('MZ');
  header.writeUInt32LE(64, 0x3c);
  header.write('PE\0\0', 64);
  header.writeUInt16LE(Object.keys(sections).length, 70);
  header.writeUInt16LE(240, 84);
  header.writeUInt16LE(0x20b, 88);
  header.writeUInt32LE(512, 88 + 60);
  header.writeUInt32LE(checksum, 88 + 64);
  header.writeUInt32LE(signature.length, 88 + 112 + 36);
  let at = 512;
  const contents = Object.entries(sections).map(([name, content], index) => {
    const entry = 88 + 240 + index * 40;
    const bytes = Math.ceil(content.length / 512) * 512;
    header.write(name, entry);
    header.writeUInt32LE(content.length, entry + 8);
    header.writeUInt32LE(bytes, entry + 16);
    header.writeUInt32LE(at, entry + 20);
    at += bytes;
    return Buffer.concat([content, Buffer.alloc(bytes - content.length)]);
  });
  return Buffer.concat([header, ...contents, signature]);
}
