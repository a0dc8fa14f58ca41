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
  // NVMe over a network says what it goes over.
  tcp: 'san',
  rdma: 'san',
};

type Attached = Pick<BlockDevice, 'kname' | 'tran' | 'subsystems'>;

/** lsblk's TRAN where it says something, else the buses the device hangs on (`block:scsi:usb:pci`). A bridge speaks another language than its cable. */
export function transportOf({ kname, tran, subsystems }: Attached): Transport {
  const buses = busesOf(subsystems);
  if (buses.includes('usb')) return 'usb';
  if (buses.includes('nvme-fabrics')) return 'san';
  if (tran !== undefined) return byColumn[tran] ?? 'unknown';
  if (kname.startsWith('hd')) return 'ide';
  return byBuses(buses);
}

const outsideBuses: readonly string[] = ['firewire', 'ieee1394', 'thunderbolt', 'pcmcia'];

/**
 * Whether the disk is outside the case by what the kernel says: on a port that things are plugged into while the machine runs, or on a
 * bus that nobody thought of. Soldered eMMC is on a hot-plug bus too.
 */
export function isOutside({ tran, subsystems, hotplug }: Pick<BlockDevice, 'tran' | 'subsystems' | 'hotplug'>): boolean {
  const buses = busesOf(subsystems);
  const isMmc = tran === 'mmc' || buses.includes('mmc');
  return (hotplug && !isMmc) || (tran !== undefined && byColumn[tran] === undefined) || buses.some((bus) => outsideBuses.includes(bus));
}

function busesOf(subsystems: string | undefined): string[] {
  return (subsystems ?? '').split(':');
}

function byBuses(buses: readonly string[]): Transport {
  if (buses.includes('nvme')) return 'nvme';
  if (buses.includes('mmc')) return 'mmc';
  // Hyper-V and virtio-scsi: their disks are SCSI disks to the kernel.
  if (buses.includes('scsi')) return 'scsi';
  return buses.includes('virtio') ? 'virtio' : 'unknown';
}
