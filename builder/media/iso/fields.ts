/** Fields of an ISO 9660 volume (ECMA-119). Pure. */

export const sectorBytes = 2048;

/** A number in both byte orders, as ECMA-119 7.2.3 and 7.3.3 want it. */
export function bothEndian16(value: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt16LE(value, 0);
  field.writeUInt16BE(value, 2);
  return field;
}

export function bothEndian32(value: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeUInt32LE(value, 0);
  field.writeUInt32BE(value, 4);
  return field;
}

/** Text padded with spaces to the length of its field. */
export function padded(text: string, length: number): Buffer {
  return Buffer.from(text.padEnd(length).slice(0, length), 'ascii');
}

/** 17 bytes: digits down to hundredths of a second, and an offset of 0 from UTC (8.4.26.1). */
export function longDate(epoch: number): Buffer {
  const digits = new Date(epoch * 1000).toISOString().replace(/\D/g, '').slice(0, 16);
  return Buffer.concat([Buffer.from(digits, 'ascii'), Buffer.alloc(1)]);
}

/** A date that is not specified: sixteen digits zero. */
export const noDate = Buffer.concat([Buffer.from('0'.repeat(16), 'ascii'), Buffer.alloc(1)]);

/** 7 bytes (9.1.5). */
export function shortDate(epoch: number): Buffer {
  const date = new Date(epoch * 1000);
  return Buffer.from([
    date.getUTCFullYear() - 1900, date.getUTCMonth() + 1, date.getUTCDate(),
    date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), 0,
  ]);
}

export interface DirectoryEntry {
  /** `\0` for the directory itself, `\u0001` for its parent. */
  readonly name: string;
  readonly sector: number;
  readonly bytes: number;
  readonly isFolder: boolean;
}

/** A directory record (9.1). */
export function directoryRecord({ name, sector, bytes, isFolder }: DirectoryEntry, epoch: number): Buffer {
  const identifier = Buffer.from(name, 'ascii');
  const body = Buffer.concat([
    Buffer.alloc(1),
    bothEndian32(sector),
    bothEndian32(bytes),
    shortDate(epoch),
    Buffer.from([isFolder ? 2 : 0, 0, 0]),
    bothEndian16(1),
    Buffer.from([identifier.length]),
    identifier,
    // The record has an even length.
    Buffer.alloc(identifier.length % 2 === 0 ? 1 : 0),
  ]);
  return Buffer.concat([Buffer.from([body.length + 1]), body]);
}
