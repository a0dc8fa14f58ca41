/** One verdict for every disk of the machine. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { nameDisk } from './disk-names.ts';
import { exclusionOf } from './exclusions.ts';
import type { DiskVerdict } from './install-plan.ts';

/** Said of a candidate that was not taken. */
export const notSelected = 'not selected by site.yaml, left as it is';

export type Verdict = Pick<DiskVerdict, 'verdict' | 'reason'>;

/** `special` decides first, then the exclusion rules; `otherwise` is said of the disks left over. */
export function verdictsFor(
  site: Site,
  inventory: Inventory,
  special: (disk: Disk) => Verdict | undefined,
  otherwise: string,
): DiskVerdict[] {
  return inventory.disks.map((disk) => ({
    path: disk.path,
    name: nameDisk(disk),
    ...(special(disk) ?? generalVerdict(disk, site, otherwise)),
  }));
}

function generalVerdict(disk: Disk, { machine }: Site, otherwise: string): Verdict {
  const exclusion = exclusionOf(disk, machine);
  return exclusion === undefined ? { verdict: 'kept', reason: otherwise } : { verdict: 'excluded', reason: exclusion };
}
