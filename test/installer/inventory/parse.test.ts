import test from 'ava';
import { parseInventory } from '../../../installer/inventory/parse.ts';
import { captureWith } from './captures.ts';

const attributes = '\u0006\u0000\u0000\u0000';

test('Secure Boot is read from the byte after the attributes', (t) => {
  const secureBoot = (text: string | undefined) =>
    parseInventory(captureWith({ firmware: { efi: true, secureBoot: text } })).firmware;
  t.deepEqual(secureBoot(`${attributes}\u0001`), { type: 'uefi', secureBoot: true });
  t.deepEqual(secureBoot(`${attributes}\u0000`), { type: 'uefi', secureBoot: false });
  t.deepEqual(secureBoot(undefined), { type: 'uefi', secureBoot: false });
});

test('a machine without the folder of UEFI was started by BIOS', (t) => {
  t.is(parseInventory(captureWith({ firmware: { efi: false } })).firmware.type, 'bios');
});

test('both versions of TPM are told apart, and none is none', (t) => {
  t.deepEqual(parseInventory(captureWith({ tpmVersion: '2\n' })).tpm, { version: 2 });
  t.deepEqual(parseInventory(captureWith({ tpmVersion: '1\n' })).tpm, { version: 1 });
  t.is(parseInventory(captureWith({ tpmVersion: undefined })).tpm, null);
});

test('memory is given in bytes', (t) => {
  t.is(parseInventory(captureWith({ meminfo: 'MemTotal:        3916172 kB\nMemFree: 1 kB\n' })).memoryBytes, 3916172 * 1024);
});

test('what a board maker forgot to fill in is left out', (t) => {
  const { system } = parseInventory(captureWith({ dmi: { vendor: 'To Be Filled By O.E.M.\n', product: 'Default string\n' } }));
  t.deepEqual(system, { vendor: undefined, product: undefined });
});

test('a TPM is usable if it gave as many random bytes as it was asked for', (t) => {
  const tpm = (tpmRandom: string | null | undefined) => parseInventory(captureWith({ tpmVersion: '2\n', tpmRandom })).tpm;
  t.deepEqual(tpm('a1b2c3d4e5f60718\n'), { version: 2, usable: true });
  t.deepEqual(tpm('a1b2'), { version: 2, usable: false });
  t.deepEqual(tpm(null), { version: 2, usable: false });
  t.deepEqual(tpm(undefined), { version: 2 });
});

test('the clock is known only with something to compare it to', (t) => {
  const clock = (hardwareClock: string | undefined, clockEpoch: string | undefined) => parseInventory(captureWith({ hardwareClock, clockEpoch })).clock;
  t.deepEqual(clock('946684800\n', '1763596800'), { now: 946684800, imageEpoch: 1763596800 });
  t.is(clock(undefined, '1763596800'), undefined);
  t.is(clock('946684800', undefined), undefined);
});

test('a screen is there when a connector says so, or when the firmware made a picture and no connector is known', (t) => {
  const screenOf = (connectors: Record<string, string>, frameBuffers: string[] = []): boolean | undefined => parseInventory(captureWith({ screens: { connectors, frameBuffers } })).screen;
  t.true(screenOf({ 'card0-HDMI-A-1': 'connected\n', 'card0-DP-1': 'disconnected\n' }));
  t.false(screenOf({ 'card0-HDMI-A-1': 'disconnected\n' }, ['fb0']));
  t.true(screenOf({}, ['fb0']));
  t.false(screenOf({}));
  t.is(parseInventory(captureWith({ screens: undefined })).screen, undefined);
});
