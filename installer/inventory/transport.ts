/** How a disk is attached. Pure. */
import type { Transport } from './inventory.ts';
import type { BlockDevice } from './parse-lsblk.ts';

const byColumn: Readonly<Record<string, Transport>> = {
  nvme: 'nvme',
  sata: 'sata',
  // What lsblk calls ATA without SATA: old IDE controllers and their emulation.
  ata: 'ide',
  sas: 'sas',
  usb: 'usb',
  mmc: 'mmc',
  virtio: 'virtio',
  spi: 'scsi',
  iscsi: 'san',
  fc: 'san',
  fcoe: 'san',
};

/** lsblk's TRAN where it says something, else the buses the device hangs on (`block:scsi:usb:pci`). */
export function transportOf({ kname, tran, subsystems }: Pick<BlockDevice, 'kname' | 'tran' | 'subsystems'>): Transport {
  if (tran !== undefined) return byColumn[tran] ?? 'unknown';
  if (kname.startsWith('hd')) return 'ide';
  return byBuses((subsystems ?? '').split(':'));
}

function byBuses(buses: readonly string[]): Transport {
  if (buses.includes('usb')) return 'usb';
  if (buses.includes('nvme')) return 'nvme';
  if (buses.includes('mmc')) return 'mmc';
  // Hyper-V and virtio-scsi: their disks are SCSI disks to the kernel.
  if (buses.includes('scsi')) return 'scsi';
  return buses.includes('virtio') ? 'virtio' : 'unknown';
}
