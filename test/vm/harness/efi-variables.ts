/** Variables of the firmware, written into the file that QEMU keeps them in while the machine is off: as a flash programmer would. */
import { readFile, writeFile } from 'node:fs/promises';

export interface EfiVariable {
  readonly name: string;
  /** Default: that of UEFI's own variables. */
  readonly vendor?: string | undefined;
  readonly data: Buffer;
}

const globalVendor = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
// The store lies behind the header of the firmware volume and has one of its own.
const firstEntry = 0x48 + 28;
const headerLength = 60;
const startId = 0x55aa;
const isAdded = 0x3f;
const wasDeleted = 0x3d;
// Kept when off, for early and running systems.
const attributes = 7;

/** Sets variables in a file of EDK2's authenticated format; an older one of the same name is gone. The machine must be off. */
export async function setVariables(file: string, variables: readonly EfiVariable[]): Promise<void> {
  const store = await readFile(file);
  for (const variable of variables) setVariable(store, variable);
  await writeFile(file, store);
}

function setVariable(store: Buffer, { name, vendor = globalVendor, data }: EfiVariable): void {
  const [wideName, guid] = [wide(name), guidBytes(vendor)];
  let at = firstEntry;
  while (store.readUInt16LE(at) === startId) {
    const [nameLength, dataLength] = [store.readUInt32LE(at + 36), store.readUInt32LE(at + 40)];
    const isSame = store.subarray(at + 44, at + headerLength).equals(guid) && store.subarray(at + headerLength, at + headerLength + nameLength).equals(wideName);
    if (isSame && store.readUInt8(at + 2) === isAdded) store.writeUInt8(wasDeleted, at + 2);
    at = aligned(at + headerLength + nameLength + dataLength);
  }
  const header = Buffer.alloc(headerLength);
  header.writeUInt16LE(startId, 0);
  header.writeUInt8(isAdded, 2);
  header.writeUInt32LE(attributes, 4);
  header.writeUInt32LE(wideName.length, 36);
  header.writeUInt32LE(data.length, 40);
  guid.copy(header, 44);
  Buffer.concat([header, wideName, data]).copy(store, at);
}

const aligned = (offset: number): number => Math.ceil(offset / 4) * 4;

/** UTF-16 with its end. */
export function wide(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** A GUID's first three parts are numbers, least byte first. */
function guidBytes(guid: string): Buffer {
  const [first = '', second = '', third = '', ...rest] = guid.split('-');
  return Buffer.concat([...[first, second, third].map((part) => Buffer.from(part, 'hex').reverse()), Buffer.from(rest.join(''), 'hex')]);
}

/** Where a program lies: the partition with this number, offset, size (in bytes) and id, and the path in it. */
export interface EfiFile {
  readonly partition: { readonly number: number; readonly offset: number; readonly size: number; readonly uuid: string };
  readonly path: string;
}

/** The data of a variable `Boot####` or `Driver####`; `options` is what the program gets as its command line. */
export function loadOption(title: string, { partition, path }: EfiFile, options = ''): Buffer {
  const drive = Buffer.alloc(42);
  drive.writeUInt8(4, 0);
  drive.writeUInt8(1, 1);
  drive.writeUInt16LE(42, 2);
  drive.writeUInt32LE(partition.number, 4);
  drive.writeBigUInt64LE(BigInt(partition.offset / 512), 8);
  drive.writeBigUInt64LE(BigInt(partition.size / 512), 16);
  guidBytes(partition.uuid).copy(drive, 24);
  drive.writeUInt8(2, 40);
  drive.writeUInt8(2, 41);
  const name = wide(path.replaceAll('/', '\\'));
  const file = Buffer.alloc(4);
  file.writeUInt8(4, 0);
  file.writeUInt8(4, 1);
  file.writeUInt16LE(4 + name.length, 2);
  const paths = Buffer.concat([drive, file, name, Buffer.from([0x7f, 0xff, 4, 0])]);
  const header = Buffer.alloc(6);
  header.writeUInt32LE(1, 0);
  header.writeUInt16LE(paths.length, 4);
  return Buffer.concat([header, wide(title), paths, options === '' ? Buffer.alloc(0) : wide(options)]);
}

/** The data of `BootNext`, `DriverOrder` and the like. */
export function numbers(...values: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}
