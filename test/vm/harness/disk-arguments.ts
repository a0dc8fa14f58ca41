/** Disks in QEMU's words. */
import type { DiskSpec } from './spec.ts';
import type { AttachedDisk } from './volatile-disk.ts';

/** Properties of a device, for `-device` and for plugging it in later. */
export type Device = Readonly<Record<string, string | number | boolean>>;

const drivers: Record<DiskSpec['bus'], string> = { virtio: 'virtio-blk-pci', nvme: 'nvme', sata: 'ide-hd', usb: 'usb-storage', mmc: 'sd-card' };

export const diskId = (position: number): string => `disk${position}`;

/** A free PCI Express slot of the machine. */
export const slotId = (slot: number): string => `slot${slot}`;

/** The image behind a disk, for `-blockdev`. */
export function blockNode(disk: AttachedDisk, position: number, answersAtOnce = false): object {
  const format = disk.writeLog === undefined ? (disk.format ?? 'raw') : 'raw';
  const file = disk.writeLog === undefined ? { ...imageFile(disk), ...(answersAtOnce ? { aio: 'io_uring' } : {}) } : loggedFile(disk, disk.writeLog);
  return {
    driver: format,
    'node-name': `image${position}`,
    'read-only': disk.readOnly ?? false,
    discard: 'unmap',
    // What a raw image was given lasts in the host's cache when QEMU is killed, so flushing would only cost time; a qcow2
    // keeps its tables in QEMU's own memory and needs the flush to survive a power cut.
    cache: { 'no-flush': format === 'raw' },
    file: disk.faults === undefined ? file : { driver: 'blkdebug', config: disk.faults, image: file, ...(disk.writeLog === undefined ? {} : flushing) },
  };
}

const flushing = { cache: { 'no-flush': false } };

function imageFile(disk: DiskSpec): object {
  return { driver: 'file', filename: disk.image, discard: 'unmap', locking: 'on' };
}

// The flushes of the guest must reach the log, and go no further.
function loggedFile(disk: DiskSpec, writeLog: string): object {
  return {
    driver: 'blklogwrites',
    ...flushing,
    discard: 'unmap',
    'log-sector-size': disk.logicalSectorSize ?? 512,
    file: { driver: 'qcow2', cache: { 'no-flush': true }, discard: 'unmap', file: imageFile(disk) },
    log: { driver: 'file', filename: writeLog, cache: { 'no-flush': true } },
  };
}

/** The device at one position of the list of disks, with what it needs of its bus; `slot` is where a disk is plugged in later. */
export function diskDevice(disks: readonly AttachedDisk[], position: number, slot?: string, answersAtOnce = false): Device {
  const disk = disks[position];
  if (disk === undefined) throw new RangeError(`there is no disk ${position}; the machine has ${disks.length}`);
  return { driver: drivers[disk.bus], id: diskId(position), drive: `image${position}`, ...onBus(disks, disk, position), ...(answersAtOnce && disk.bus === 'virtio' ? { ioeventfd: false } : {}), ...(slot === undefined ? {} : { bus: slot }) };
}

function onBus(disks: readonly AttachedDisk[], disk: AttachedDisk, position: number): Device {
  // An SD card has its number inside and no place in the firmware's boot order.
  if (disk.bus === 'mmc') return {};
  return {
    serial: disk.serial ?? `PX-DISK-${position}`,
    bootindex: disk.bootIndex ?? position + 1,
    ...(disk.logicalSectorSize === undefined ? {} : { logical_block_size: disk.logicalSectorSize }),
    ...(disk.physicalSectorSize === undefined ? {} : { physical_block_size: disk.physicalSectorSize }),
    ...(disk.bus === 'sata' ? { bus: `ide.${portNumber(disks, position)}` } : {}),
    // The log would keep room for every zero; many real disks cannot zero a range by themselves either.
    ...(disk.bus === 'virtio' && disk.writeLog !== undefined ? { 'write-zeroes': false } : {}),
    ...(disk.bus === 'usb' ? { bus: 'usb.0', removable: disk.removable ?? true } : {}),
  };
}

const portNumber = (disks: readonly DiskSpec[], position: number): number =>
  disks.slice(0, position).filter((disk) => disk.bus === 'sata').length;

/**
 * Arguments for all disks and the controllers they hang on. A disk that answers at once does so before the guest's next instruction, as far
 * as this computer has the data in memory: a guest whose clock counts instructions sees no wait that comes from this computer.
 */
export function diskArguments(disks: readonly AttachedDisk[], spareSlots = 0, answersAtOnce = false): string[] {
  const cardReader = disks.some((disk) => disk.bus === 'mmc') ? ['-device', 'sdhci-pci'] : [];
  const each = disks.flatMap((disk, position) => [
    '-blockdev', JSON.stringify(blockNode(disk, position, answersAtOnce)),
    '-device', JSON.stringify(diskDevice(disks, position, undefined, answersAtOnce)),
  ]);
  const slots = Array.from({ length: spareSlots }, (_, slot) => ['-device', `pcie-root-port,id=${slotId(slot)},chassis=${slot + 1},slot=${slot + 1}`]);
  return ['-device', 'qemu-xhci,id=usb', ...cardReader, ...each, ...slots.flat()];
}
