/** How to make two of several disks a mirror, ready to paste. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { nameDiskAt } from './disk-names.ts';
import { exclusionOf } from './exclusions.ts';
import { useDisks } from './remedies.ts';
import { firstShared } from './same-disk.ts';
import { namesOneDisk, select } from './selector.ts';

/** The plainest selector that leaves just two of the rivals, in lines for site.yaml; undefined where there is none. */
export function mirrorOf(rivals: readonly Disk[], { machine }: Site, { disks }: Inventory): string | undefined {
  for (const systemDisk of selectorsOfTwo(rivals, machine.systemDisk)) {
    const candidates = disks.filter((disk) => exclusionOf(disk, { ...machine, systemDisk }) === undefined);
    const pair = select(candidates, systemDisk);
    const isPair = pair.length === 2 && pair.every((disk) => rivals.includes(disk)) && firstShared(pair) === undefined;
    const purpose = `make ${pair.map(nameDiskAt).join(' and ')} a mirror, so that either may fail`;
    if (isPair) return useDisks(pair, { systemDisk }, machine, disks, purpose);
  }
  return undefined;
}

function selectorsOfTwo(rivals: readonly Disk[], asked: DiskSelector | undefined): DiskSelector[] {
  const transports = [...new Set(rivals.map(({ transport }) => transport))].flatMap((transport) =>
    transport === 'unknown' || transport === 'san' ? [] : [{ transport }],
  );
  const ways: DiskSelector[] = [{}, ...transports, { pick: 'largest' }, { pick: 'smallest' }];
  // A name means one disk, and never two.
  return ways.map((way) => ({ ...(namesOneDisk(asked) ? {} : asked), ...way, count: 2 }));
}
