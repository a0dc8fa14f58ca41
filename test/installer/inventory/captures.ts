/** Captures for tests: a real one, changed where it matters. */
import { readFileSync } from 'node:fs';
import { Capture } from '../../../installer/inventory/capture.ts';

const folder = new URL('../../fixtures/machines/qemu-q35-captured/', import.meta.url);

export const realCapture = Capture.parse(JSON.parse(readFileSync(new URL('capture.json', folder), 'utf8')));

export function captureWith(changes: Partial<Capture>): Capture {
  return { ...realCapture, ...changes };
}

/** A capture with these devices, as lsblk prints them, all blank. */
export function captureOfDisks(blockdevices: ReadonlyArray<{ path: string }>, changes: Partial<Capture> = {}): Capture {
  const paths = blockdevices.map(({ path }) => path);
  return captureWith({
    lsblk: JSON.stringify({ blockdevices }),
    disks: Object.fromEntries(paths.map((path) => [path, { edges: 'blank' }])),
    signatures: Object.fromEntries(paths.map((path) => [path, '{"signatures": []}'])),
    ...changes,
  });
}

export function blockDevice(kname: string, changes: object = {}) {
  const flags = { rm: false, ro: false, rota: false };
  return { name: kname, kname, path: `/dev/${kname}`, type: 'disk', size: 500e9, 'log-sec': 512, ...flags, ...changes };
}
