/** Disks that are never used, one small rule each. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk } from '../inventory/inventory.ts';
import { formatBytes } from './disk-names.ts';
import { isStick } from './labels.ts';
import { smallestDiskBytes, smallestPoolDiskBytes } from './layout.ts';
import { matches, namesOneDisk } from './selector.ts';

/** Gives the reason in plain words, or undefined where the disk may be used. */
type ExclusionRule<Wanted> = (disk: Disk, wanted: Wanted) => string | undefined;

// In both lists the reasons are told in this order: the first that applies is the verdict.
const always: ReadonlyArray<ExclusionRule<unknown>> = [
  bootMedium,
  otherStick,
  emptyReader,
  virtualMedia,
  removable,
  readOnly,
  multipath,
];

const rules: ReadonlyArray<ExclusionRule<Site['machine']>> = [
  ...always,
  tooSmall,
  oddSectors,
  (disk, { systemDisk }) => externalDisk(disk, systemDisk),
  (disk, { systemDisk }) => outsideDisk(disk, systemDisk),
  (disk, { systemDisk }) => networkDisk(disk, systemDisk),
  dataDisk,
];

const poolRules: ReadonlyArray<ExclusionRule<DiskSelector>> = [...always, tooSmallForPool, oddSectors, externalDisk, outsideDisk, networkDisk];

/** Why the disk cannot be a system disk; undefined for a candidate. */
export function exclusionOf(disk: Disk, machine: Site['machine']): string | undefined {
  return firstReason(rules, disk, machine);
}

/** Why the disk cannot be part of the pool with this selector; undefined for a candidate. */
export function poolExclusionOf(disk: Disk, selector: DiskSelector): string | undefined {
  return firstReason(poolRules, disk, selector);
}

function firstReason<Wanted>(list: ReadonlyArray<ExclusionRule<Wanted>>, disk: Disk, wanted: Wanted): string | undefined {
  for (const rule of list) {
    const reason = rule(disk, wanted);
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
// Linux Virtual, iDRAC and LCDRIVE (Dell), iLO, XCC (Lenovo), ATEN (Supermicro), vKVM and CIMC-Mapped (Cisco), PiKVM, JetKVM, NanoKVM,
// TinyPilot.
export const virtualMediaNames = /virtual|idrac|lcdrive|\bilo\b|\bxcc\b|\baten\b|[a-z]kvm|cimc|tiny ?pilot/i;

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

function tooSmall({ bytes }: Disk): string | undefined {
  return bytes < smallestDiskBytes ? `it is too small: at least ${formatBytes(smallestDiskBytes)} are needed` : undefined;
}

function tooSmallForPool({ bytes }: Disk): string | undefined {
  return bytes < smallestPoolDiskBytes ? `it is too small: at least ${formatBytes(smallestPoolDiskBytes)} are needed` : undefined;
}

function oddSectors({ logicalSectorBytes }: Disk): string | undefined {
  if ([512, 4096].includes(logicalSectorBytes)) return undefined;
  return `its sectors of ${logicalSectorBytes} bytes are not supported`;
}

// USB disks come and go, even those that do not call themselves removable.
function externalDisk(disk: Disk, selector: DiskSelector | undefined): string | undefined {
  if (disk.transport !== 'usb') return undefined;
  const asked = namesOneDisk(selector) || selector?.transport === 'usb';
  if (asked && matches(disk, selector ?? {})) return undefined;
  return 'it is attached by USB: used only if site.yaml names it, or says transport: usb';
}

// A backup disk of somebody who is just visiting, as a rule.
function outsideDisk(disk: Disk, selector: DiskSelector | undefined): string | undefined {
  if (disk.isOutside !== true || disk.transport === 'usb') return undefined;
  if (namesOneDisk(selector) && matches(disk, selector ?? {})) return undefined;
  return 'it comes and goes (FireWire, Thunderbolt or another hot-plug port): used only if site.yaml names it';
}

// It may be another machine's, whatever it looks like from here.
function networkDisk(disk: Disk, selector: DiskSelector | undefined): string | undefined {
  if (disk.transport !== 'san') return undefined;
  if (namesOneDisk(selector) && matches(disk, selector ?? {})) return undefined;
  return 'it is storage behind a network (iSCSI, Fibre Channel): used only if site.yaml names it';
}

// A disk that a pool names itself is never the system disk by way of a range or a count.
function dataDisk(disk: Disk, { systemDisk, dataDisks }: Site['machine']): string | undefined {
  if (systemDisk !== undefined && namesOneDisk(systemDisk)) return undefined;
  const keeping = Object.entries(dataDisks).find(
    ([, selector]) => (systemDisk === undefined || namesOneDisk(selector)) && matches(disk, selector),
  );
  return keeping === undefined ? undefined : `site.yaml keeps it as a data disk (machine.dataDisks.${keeping[0]})`;
}

/** Name of the first storage pool that this disk may be part of, going by site.yaml. */
export function poolOf(disk: Disk, { dataDisks }: Site['machine']): string | undefined {
  return Object.entries(dataDisks).find(([, selector]) => matches(disk, selector))?.[0];
}
