/** Disks that are never the system disk, one small rule each. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { formatBytes } from './disk-names.ts';
import { isStick } from './labels.ts';
import { smallestDiskBytes } from './layout.ts';
import { matches, namesOneDisk } from './selector.ts';

/** Gives the reason in plain words, or undefined where the disk may be used. */
type ExclusionRule = (disk: Disk, machine: Site['machine']) => string | undefined;

/** In the order in which the reasons are told: the first that applies is the verdict. */
const rules: readonly ExclusionRule[] = [
  bootMedium,
  otherStick,
  emptyReader,
  virtualMedia,
  removable,
  readOnly,
  multipath,
  tooSmall,
  oddSectors,
  externalDisk,
  dataDisk,
];

/** Why the disk cannot be the system disk; undefined for a candidate. */
export function exclusionOf(disk: Disk, machine: Site['machine']): string | undefined {
  for (const rule of rules) {
    const reason = rule(disk, machine);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function bootMedium(disk: Disk): string | undefined {
  return disk.isBootMedium ? 'this system was started from it' : undefined;
}

function otherStick(disk: Disk): string | undefined {
  return isStick(disk) ? 'it is a Pintxo stick' : undefined;
}

function emptyReader(disk: Disk): string | undefined {
  return disk.bytes === 0 ? 'there is no medium in it' : undefined;
}

// Virtual machines have "virtual" disks too, but not on USB. Names as seen on boards and remote consoles: AMI Virtual,
// Linux Virtual, iDRAC, iLO, ATEN (Supermicro), vKVM and CIMC-Mapped (Cisco), PiKVM, JetKVM, NanoKVM.
const virtualMediaNames = /virtual|idrac|\bilo\b|\baten\b|[a-z]kvm|cimc/i;

function virtualMedia({ transport, vendor = '', model = '' }: Disk): string | undefined {
  const virtual = transport === 'usb' && virtualMediaNames.test(`${vendor} ${model}`);
  return virtual ? 'it is virtual media of a remote console (BMC), not a disk of this machine' : undefined;
}

function removable(disk: Disk): string | undefined {
  if (!disk.removable) return undefined;
  return disk.transport === 'mmc' ? 'it is a memory card' : 'it is a removable medium';
}

function readOnly(disk: Disk): string | undefined {
  return disk.readOnly ? 'it is read-only' : undefined;
}

function multipath(disk: Disk): string | undefined {
  const member = disk.signatures.some((signature) => signature.type === 'mpath_member');
  return member ? 'it is one of several paths to the same storage, which is not supported' : undefined;
}

function tooSmall(disk: Disk): string | undefined {
  return disk.bytes < smallestDiskBytes ? `it is too small: at least ${formatBytes(smallestDiskBytes)} are needed` : undefined;
}

function oddSectors({ logicalSectorBytes }: Disk): string | undefined {
  if ([512, 4096].includes(logicalSectorBytes)) return undefined;
  return `its sectors of ${logicalSectorBytes} bytes are not supported`;
}

// USB disks come and go, even those that do not call themselves removable.
function externalDisk(disk: Disk, { systemDisk }: Site['machine']): string | undefined {
  if (disk.transport !== 'usb') return undefined;
  const asked = namesOneDisk(systemDisk) || systemDisk?.transport === 'usb';
  if (asked && matches(disk, systemDisk ?? {})) return undefined;
  return 'it is attached by USB: used only if site.yaml names it, or says transport: usb';
}

function dataDisk(disk: Disk, { systemDisk, dataDisks }: Site['machine']): string | undefined {
  if (systemDisk !== undefined) return undefined;
  const kept = dataDisks.some((selector) => matches(disk, selector));
  return kept ? 'site.yaml keeps it as a data disk (machine.dataDisks)' : undefined;
}
