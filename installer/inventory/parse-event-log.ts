/**
 * What the firmware wrote down of what it measured (TCG PC Client Platform Firmware Profile, crypto agile log:
 * /sys/kernel/security/tpm0/binary_bios_measurements). Pure.
 */
import type { Measurement } from '../plan/predict-start.ts';

const sha256 = 0x0b;

/** Names by number; the others keep their number. */
const names: Readonly<Record<number, string>> = {
  0x00000003: 'EV_NO_ACTION',
  0x00000004: 'EV_SEPARATOR',
  0x80000003: 'EV_EFI_BOOT_SERVICES_APPLICATION',
  0x80000004: 'EV_EFI_BOOT_SERVICES_DRIVER',
  0x80000007: 'EV_EFI_ACTION',
};

/** Every measurement that has a SHA-256 digest, in order; undefined where the log cannot be read to its end. */
export function parseEventLog(log: Uint8Array): Measurement[] | undefined {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  try {
    const [sizes, start] = readHeader(view);
    return readEvents(view, sizes, start);
  } catch (error) {
    // It ends in the middle of an event, or names a digest of unknown size.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

type DigestSizes = ReadonlyMap<number, number>;

// The first event has the old format; in it, the sizes of the digests of all others.
function readHeader(view: DataView): [DigestSizes, number] {
  const content = 32;
  const count = view.getUint32(content + 24, true);
  const sizes = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const at = content + 28 + index * 4;
    sizes.set(view.getUint16(at, true), view.getUint16(at + 2, true));
  }
  return [sizes, content + view.getUint32(content - 4, true)];
}

function readEvents(view: DataView, sizes: DigestSizes, start: number): Measurement[] {
  const found: Measurement[] = [];
  for (let at = start; at < view.byteLength; ) {
    const { event, end } = readEvent(view, sizes, at);
    // Such an event only tells something; the TPM does not know of it.
    if (event.sha256 !== '' && event.type !== 'EV_NO_ACTION') found.push(event);
    at = end;
  }
  return found;
}

function readEvent(view: DataView, sizes: DigestSizes, start: number): { event: Measurement; end: number } {
  const type = view.getUint32(start + 4, true);
  let at = start + 12;
  let digest = '';
  for (let left = view.getUint32(start + 8, true); left > 0; left -= 1) {
    const algorithm = view.getUint16(at, true);
    const size = sizes.get(algorithm);
    if (size === undefined) throw new RangeError('a digest of unknown size');
    if (algorithm === sha256) digest = hexadecimal(view, at + 2, size);
    at += 2 + size;
  }
  const content = at + 4;
  const end = content + view.getUint32(at, true);
  if (end > view.byteLength) throw new RangeError('an event that is cut off');
  const event = { pcr: view.getUint32(start, true), type: names[type] ?? `0x${type.toString(16)}`, sha256: digest };
  return { event: isOfFirmware(view, type, content, end) ? { ...event, isOfFirmware: true } : event, end };
}

function hexadecimal(view: DataView, at: number, size: number): string {
  return Array.from({ length: size }, (_, index) => view.getUint8(at + index).toString(16).padStart(2, '0')).join('');
}

const program = 0x80000003;
const devicePathAt = 32;
const media = 4;
const firmwareFiles: readonly number[] = [6, 7];

// The event holds the device path (UEFI Specification, EFI_IMAGE_LOAD_EVENT): one in the firmware's own memory names a file or volume of it.
function isOfFirmware(view: DataView, type: number, content: number, end: number): boolean {
  if (type !== program) return false;
  const kinds: Array<readonly [number, number]> = [];
  for (let at = content + devicePathAt; at + 4 <= end && view.getUint8(at) !== 0x7f; ) {
    kinds.push([view.getUint8(at), view.getUint8(at + 1)]);
    const size = view.getUint16(at + 2, true);
    if (size < 4) return false;
    at += size;
  }
  return kinds.length > 0 && kinds.every(([kind, subtype]) => kind === media && firmwareFiles.includes(subtype));
}
