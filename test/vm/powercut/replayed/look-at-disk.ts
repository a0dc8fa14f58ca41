/** Looks at a disk that was taken apart, as the next start of the stick would. */
import type { Disk } from '../../../../installer/inventory/inventory.ts';
import { captureDisk } from '../../../../installer/inventory/read.ts';
import { carriesPintxo, isHalfMade } from '../../../../installer/plan/labels.ts';
import type { Host } from '../../../../installer/system/host.ts';
import { MachineError } from '../../harness/index.ts';
import { diskPath } from './offline-host.ts';
import type { State } from './seen.ts';

export async function lookAtDisk(host: Host): Promise<Disk> {
  const disk = await captureDisk(diskPath, host);
  if (disk === undefined) throw new MachineError(`there is no ${diskPath}`);
  return disk;
}

export function stateOf(disk: Disk): State {
  if (carriesPintxo(disk)) return 'installed';
  if (isHalfMade(disk)) return 'half-made';
  return disk.signatures.length === 0 ? 'blank' : 'remains';
}
