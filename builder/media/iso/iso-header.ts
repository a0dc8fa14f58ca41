/**
 * What makes a CD-ROM of a stick image: volume descriptors (ECMA-119) and a boot catalog (El Torito 1.0, UEFI 13.3.2.1)
 * that leads the firmware to the ESP of the image. They fit between the partition table and the first partition,
 * so the image stays the very same stick. Pure.
 */
import { bothEndian16, bothEndian32, directoryRecord, longDate, noDate, padded, sectorBytes, type DirectoryEntry } from './fields.ts';

export interface IsoContent {
  /** Bytes of the whole image. */
  readonly imageBytes: number;
  /** Where the EFI system partition starts, in bytes from the start of the image. */
  readonly espOffset: number;
  /** The only file that one sees on the CD-ROM. */
  readonly readme: Uint8Array;
  /** Seconds since 1970. */
  readonly epoch: number;
}

/** The initrd knows the CD-ROM by this name. */
export const volumeName = 'PINTXO_ISO';

/** Bytes from the start of the image where the header belongs. */
export const isoHeaderOffset = 16 * sectorBytes;

const sectors = { volume: 16, boot: 17, end: 18, catalog: 19, pathsLittle: 20, pathsBig: 21, root: 22, readme: 23 };

/** The bytes that belong at `isoHeaderOffset`, up to the end of the last sector in use. */
export function isoHeader(content: IsoContent): Uint8Array {
  const pages = [
    volumeDescriptor(content),
    bootRecord(),
    descriptor(255),
    bootCatalog(content.espOffset / sectorBytes),
    pathTable('little'),
    pathTable('big'),
    rootFolder(content),
    content.readme,
  ];
  return Buffer.concat(pages.map(inWholeSectors));
}

function inWholeSectors(page: Uint8Array): Buffer {
  return Buffer.concat([page, Buffer.alloc((sectorBytes - (page.length % sectorBytes)) % sectorBytes)]);
}

function descriptor(type: number, body = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from('CD001', 'ascii'), Buffer.from([1]), body]);
}

function volumeDescriptor({ imageBytes, epoch }: IsoContent): Buffer {
  const date = longDate(epoch);
  const body = [
    Buffer.alloc(1), padded('', 32), padded(volumeName, 32), Buffer.alloc(8),
    bothEndian32(Math.ceil(imageBytes / sectorBytes)), Buffer.alloc(32),
    // One disc in the set, and this is the first.
    bothEndian16(1), bothEndian16(1), bothEndian16(sectorBytes),
    bothEndian32(pathTable('little').length),
    number32(sectors.pathsLittle, 'little'), Buffer.alloc(4), number32(sectors.pathsBig, 'big'), Buffer.alloc(4),
    directoryRecord(folderEntry('\0'), epoch),
    // Names of the set, publisher, preparer and application; files of copyright, abstract and bibliography.
    padded('', 4 * 128 + 3 * 37),
    date, date, noDate, date, Buffer.from([1]),
  ];
  return descriptor(1, Buffer.concat(body));
}

function bootRecord(): Buffer {
  const system = Buffer.alloc(64);
  system.write('EL TORITO SPECIFICATION', 'ascii');
  return descriptor(0, Buffer.concat([system, number32(sectors.catalog, 'little')]));
}

const efiPlatform = 0xef;

function bootCatalog(espSector: number): Buffer {
  const validation = Buffer.alloc(32);
  validation.set([1, efiPlatform]);
  validation.set([0x55, 0xaa], 30);
  // All 16-bit words of the entry add up to zero.
  validation.writeUInt16LE(0x1_0000 - sumOfWords(validation), 28);
  const image = Buffer.alloc(32);
  const bootable = 0x88;
  image.writeUInt8(bootable, 0);
  // A count of 1 means up to the end of the medium: the field is too small for an ESP.
  image.writeUInt16LE(1, 6);
  image.writeUInt32LE(espSector, 8);
  return Buffer.concat([validation, image]);
}

function sumOfWords(bytes: Buffer): number {
  let sum = 0;
  for (let position = 0; position < bytes.length; position += 2) sum += bytes.readUInt16LE(position);
  return sum & 0xffff;
}

function pathTable(order: 'little' | 'big'): Buffer {
  const parent = order === 'little' ? [1, 0] : [0, 1];
  return Buffer.concat([Buffer.from([1, 0]), number32(sectors.root, order), Buffer.from([...parent, 0, 0])]);
}

function rootFolder({ readme, epoch }: IsoContent): Buffer {
  const file = { name: 'README.TXT;1', sector: sectors.readme, bytes: readme.length, isFolder: false };
  return Buffer.concat([folderEntry('\0'), folderEntry('\u0001'), file].map((entry) => directoryRecord(entry, epoch)));
}

function folderEntry(name: string): DirectoryEntry {
  return { name, sector: sectors.root, bytes: sectorBytes, isFolder: true };
}

function number32(value: number, order: 'little' | 'big'): Buffer {
  const field = Buffer.alloc(4);
  if (order === 'little') field.writeUInt32LE(value);
  else field.writeUInt32BE(value);
  return field;
}
