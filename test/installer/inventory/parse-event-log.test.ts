import test from 'ava';
import { readFileSync } from 'node:fs';
import { parseEventLog } from '../../../installer/inventory/parse-event-log.ts';

const log = readFileSync(new URL('../../fixtures/event-logs/qemu-disk.bin', import.meta.url));
const program = 'EV_EFI_BOOT_SERVICES_APPLICATION';

test('the programs of a start are in the log in the order of their start', (t) => {
  const programs = parseEventLog(log)?.filter(({ type }) => type === program) ?? [];
  t.deepEqual(programs.map(({ pcr, sha256 }) => `${pcr} ${sha256.slice(0, 8)}`), ['4 937f1f3b', '4 cf17e58d', '4 79824687']);
  t.true(programs.every(({ isOfFirmware }) => isOfFirmware === undefined), 'they come from a disk');
});

test('a log that ends in the middle of an event is none, wherever it is cut', (t) => {
  const whole = parseEventLog(log)?.length ?? 0;
  t.true(whole > 20);
  const readable = Array.from({ length: 400 }, (_, cut) => parseEventLog(log.subarray(0, log.length - 1 - cut))).filter((events) => events !== undefined);
  t.true(readable.length < 10, 'only where the cut falls between two events');
  t.true(readable.every((events) => events.length < whole));
  for (const nothing of [new Uint8Array(), new Uint8Array(31), Buffer.from('no log at all, but text that is long enough for a header')]) t.is(parseEventLog(nothing)?.length ?? 0, 0);
});

test('a program in the memory of the firmware is told from one on a disk', (t) => {
  const file = Buffer.from('0406140000112233445566778899aabbccddeeff', 'hex');
  const volume = Buffer.from('0407140000112233445566778899aabbccddeeff', 'hex');
  const disk = Buffer.from('04040a0041004200000000000000', 'hex').subarray(0, 10);
  const isOfFirmware = (...path: Buffer[]): true | undefined => parseEventLog(logWith(program, path))?.[0]?.isOfFirmware;
  t.true(isOfFirmware(volume, file));
  t.is(isOfFirmware(disk), undefined);
  t.is(isOfFirmware(volume, disk), undefined);
  t.is(isOfFirmware(), undefined);
});

test('what only tells something, and was never given to the TPM, is left out', (t) => {
  t.is(parseEventLog(logWith('EV_NO_ACTION', []))?.length, 0);
});

/** A log with one event that names a device path. */
function logWith(type: string, path: readonly Buffer[]): Buffer {
  const number = { EV_NO_ACTION: 3, [program]: 0x80000003 }[type] ?? 0;
  const content = Buffer.concat([Buffer.alloc(32), ...path, Buffer.from('7fff0400', 'hex')]);
  const header = Buffer.alloc(32 + 33);
  header.writeUInt32LE(33, 28);
  header.writeUInt32LE(1, 32 + 24);
  header.writeUInt16LE(0x0b, 32 + 28);
  header.writeUInt16LE(32, 32 + 30);
  const event = Buffer.alloc(14);
  event.writeUInt32LE(4, 0);
  event.writeUInt32LE(number, 4);
  event.writeUInt32LE(1, 8);
  event.writeUInt16LE(0x0b, 12);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  return Buffer.concat([header, event, Buffer.alloc(32, 7), size, content]);
}
