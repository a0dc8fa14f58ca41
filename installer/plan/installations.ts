/** Which installed disks belong together. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { isSamePlace } from './same-disk.ts';
import { inPathOrder, select } from './selector.ts';

/** The disks of one machine's installation: one, or the halves of a mirror that are there. At least one. */
export type Installation = readonly [Disk, ...Disk[]];

/** Disks with the same state are halves of one mirror; a disk that does not say is an installation by itself. One that is seen twice is one half. */
export function installationsOn(installed: readonly Disk[]): Installation[] {
  const byState = new Map<string, [Disk, ...Disk[]]>();
  for (const disk of inPathOrder(installed).filter((one, index, all) => !all.slice(0, index).some((other) => isSamePlace(one, other)))) {
    const state = disk.installation?.state ?? '';
    const key = state === '' ? `alone on ${disk.path}` : state;
    const known = byState.get(key);
    if (known === undefined) byState.set(key, [disk]);
    else known.push(disk);
  }
  return [...byState.values()];
}

/** The only installation, or the one that site.yaml selects; undefined where that leaves several. */
export function chooseInstallation({ machine: { systemDisk } }: Site, installed: readonly Disk[]): Installation | undefined {
  const all = installationsOn(installed);
  if (all.length === 1) return all[0];
  const selected = systemDisk === undefined ? [] : select(installed, systemDisk);
  const meant = all.filter((installation) => installation.some((disk) => selected.includes(disk)));
  return meant.length === 1 ? meant[0] : undefined;
}
