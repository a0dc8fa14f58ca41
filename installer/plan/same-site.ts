/** Whether a site file is meant for this machine: people have one key for several, and a signature alone names none of them. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { matches, namesOneDisk } from './selector.ts';

/** Why it is another machine's, as in `it is for the site casa (casa.internal)`; undefined where it may be this one's. */
export function whyOther(proposed: Site, present: Site, disks: readonly Disk[]): string | undefined {
  if (proposed.site.name !== present.site.name || proposed.site.domain !== present.site.domain) return `it is for the site ${proposed.site.name} (${proposed.site.domain}), and this machine is ${present.site.name} (${present.site.domain})`;
  const named = namedDisks(proposed);
  // What the present site names may have been replaced since, and then it says nothing about the machine.
  const isOwn = (disk: DiskSelector): boolean => namedDisks(present).some((other) => isSameName(disk, other)) || disks.some((candidate) => matches(candidate, nameOf(disk)));
  return named.length === 0 || named.some(isOwn) ? undefined : 'none of the disks that it names is in this machine';
}

/** Whether the disks of the machine are asked for at all. */
export function namedDisks({ machine: { systemDisk, dataDisks } }: Site): DiskSelector[] {
  return [systemDisk, ...Object.values(dataDisks)].filter((selector) => selector !== undefined).filter(namesOneDisk);
}

function nameOf({ serial, id, wwn }: DiskSelector): DiskSelector {
  return { ...(serial === undefined ? {} : { serial }), ...(id === undefined ? {} : { id }), ...(wwn === undefined ? {} : { wwn }) };
}

function isSameName(one: DiskSelector, other: DiskSelector): boolean {
  return one.serial === other.serial && one.id === other.id && one.wwn === other.wwn;
}
