/** Capture -> Inventory. Pure. */
import type { Capture } from './capture.ts';
import type { Inventory } from './inventory.ts';
import { parseDisks } from './parse-disks.ts';
import { parseLinks } from './parse-links.ts';

export function parseInventory(capture: Capture): Inventory {
  return {
    version: 1,
    system: { vendor: filled(capture.dmi.vendor), product: filled(capture.dmi.product) },
    firmware: parseFirmware(capture.firmware),
    cpu: parseCpu(capture),
    memoryBytes: Number(/^MemTotal:\s+(\d+) kB/m.exec(capture.meminfo)?.[1] ?? 0) * 1024,
    ...parseClock(capture),
    tpm: parseTpm(capture),
    ...parseScreen(capture),
    disks: parseDisks(capture),
    links: parseLinks(capture),
  };
}

// The variable's file is four bytes of attributes, then one byte: 1 is on.
function parseFirmware({ efi, secureBoot }: Capture['firmware']): Inventory['firmware'] {
  return { type: efi ? 'uefi' : 'bios', secureBoot: secureBoot?.charCodeAt(4) === 1 };
}

function parseCpu({ architecture, cpuinfo }: Capture): Inventory['cpu'] {
  return {
    architecture: architecture.trim(),
    model: /^model name\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.trim() ?? 'unknown',
    threads: cpuinfo.match(/^processor\s*:/gm)?.length ?? 0,
  };
}

function parseTpm({ tpmVersion, tpmRandom }: Capture): Inventory['tpm'] {
  if (tpmVersion === undefined) return null;
  const version = tpmVersion.trim() === '2' ? 2 : 1;
  return tpmRandom === undefined ? { version } : { version, usable: /^[0-9a-f]{16}$/i.test(tpmRandom?.trim() ?? '') };
}

// A connector knows whether a screen is plugged in; where the firmware's own picture is all there is, that it made one.
function parseScreen({ screens }: Capture): Pick<Inventory, 'screen'> {
  if (screens === undefined) return {};
  const states = Object.values(screens.connectors).map((status) => status.trim());
  return { screen: states.length > 0 ? states.includes('connected') : screens.frameBuffers.length > 0 };
}

function parseClock({ hardwareClock, clockEpoch }: Capture): Pick<Inventory, 'clock'> {
  const [now, imageEpoch] = [hardwareClock, clockEpoch].map((text) => Number.parseInt(text ?? '', 10));
  if (now === undefined || imageEpoch === undefined || Number.isNaN(now + imageEpoch)) return {};
  return { clock: { now, imageEpoch } };
}

const fillers = /^(default string|to be filled by o\.e\.m\.|system (product name|manufacturer))?$/i;

// Boards whose maker filled nothing in.
function filled(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return fillers.test(trimmed) ? undefined : trimmed;
}
