/** The disks of a machine of test/fixtures/machines as its Debian installer would meet them. */
import type { Disk, Partition, Signature, Transport } from '../../../../installer/inventory/inventory.ts';
import type { StandInDisk, StandInPartition } from './installer-stand-in.ts';

export function standInDisks(disks: readonly Disk[]): StandInDisk[] {
  return disks.map((disk, index) => standInDisk(disk, index));
}

const notByBlkid = ['unknown-data', 'unreadable', 'unfinished', 'mpath_member'];

function standInDisk(disk: Disk, index: number): StandInDisk {
  const name = disk.path.replace('/dev/', '');
  const { chain, sys = {}, properties } = attachments[disk.transport](disk, index, name);
  const udev = [...properties, ...(disk.ids.length === 0 ? [] : [`DEVLINKS=${disk.ids.map((id) => `/dev/disk/by-id/${id}`).join(' ')}`])].join('\n');
  const has = (type: string): boolean => disk.signatures.some((signature) => signature.type === type);
  const atItsEnd = disk.bytes - 4096;
  return {
    name,
    bytes: disk.bytes,
    udev,
    chain,
    sys: { ...sys, ...(has('mpath_member') ? { '$disk/holders/dm-0/dm/uuid': 'mpath-3600\n' } : {}) },
    ...removalOf(disk),
    readOnly: disk.readOnly,
    sectorBytes: disk.logicalSectorBytes,
    vendor: disk.vendor ?? '',
    model: disk.model ?? '',
    blkid: typesOf(disk.signatures),
    label: labelOf(disk.signatures) ?? '',
    partitions: disk.partitions.map((partition) => standInPartition(partition, disk)),
    written: has('unknown-data') || has('unfinished') ? [{ at: atItsEnd, bytes: Buffer.from('somebody') }] : [],
    ...(has('unreadable') ? { unreadableFrom: 0 } : {}),
    isMedium: disk.isBootMedium,
  };
}

function removalOf({ transport, removable }: Disk): Pick<StandInDisk, 'removable' | 'cardType'> {
  return transport === 'mmc' ? { removable: false, cardType: removable ? 'SD' : 'MMC' } : { removable };
}

function typesOf(signatures: readonly Signature[]): string {
  return signatures.filter(({ type }) => !notByBlkid.includes(type)).map(({ type }) => type).join('\n');
}

function labelOf(signatures: readonly Signature[]): string | undefined {
  return signatures.flatMap(({ label }) => label ?? [])[0];
}

function standInPartition({ label, signatures }: Partition, disk: Disk): StandInPartition {
  const files = label === 'pintxo-esp' && disk.installation !== undefined ? { 'pintxo/installation.json': JSON.stringify(disk.installation) } : {};
  return { name: label, type: typesOf(signatures), label: labelOf(signatures), files };
}

interface Attachment {
  readonly chain: string;
  readonly sys?: Readonly<Record<string, string>>;
  readonly properties: readonly string[];
}

const scsi = (before: string, index: number): string => `${before}/host${index}/target${index}:0:0/${index}:0:0:0`;
const line = (key: string, value: string | undefined): string[] => (value === undefined ? [] : [`${key}=${value}`]);

// As udev of Debian 13 names things on each bus.
const attachments: Readonly<Record<Transport, (disk: Disk, index: number, name: string) => Attachment>> = {
  // ID_SERIAL ends in the number of the namespace; the link without it is kept for older systems.
  nvme: ({ serial, wwn, ids, isOutside }, index) => ({
    chain: `pci0000:00/0000:00:1d.${index}/0000:0${index}:00.0/nvme/nvme${index}`,
    ...(isOutside === true ? { sys: { [`devices/pci0000:00/0000:00:1d.${index}/0000:0${index}:00.0/removable`]: 'removable\n' } } : {}),
    properties: [...line('ID_SERIAL_SHORT', serial), ...line('ID_WWN', wwn), ...ids.filter((id) => /^nvme-(?!eui|nvme)/.test(id)).slice(0, 1).map((id) => `ID_SERIAL=${id.slice(5).replace(/_\d{1,3}$/, '')}_1`)],
  }),
  sata: (disk, index) => ata('ahci', disk, index),
  ide: (disk, index) => ata('ata_piix', disk, index),
  sas: ({ serial, wwn }, index) => ({ chain: scsi('pci0000:00/0000:03:00.0', index), sys: { [`class/sas_host/host${index}/uevent`]: '' }, properties: ['ID_BUS=scsi', ...line('ID_SCSI_SERIAL', serial), ...wide(wwn)] }),
  scsi: ({ serial, wwn }, index) => ({ chain: scsi('pci0000:00/0000:04:00.0/virtio3', index), properties: ['ID_BUS=scsi', ...line('ID_SCSI_SERIAL', serial), ...wide(wwn)] }),
  // With a bridge that speaks ATA, as most have.
  usb: ({ serial, wwn }, index) => ({ chain: scsi(`pci0000:00/0000:00:14.0/usb1/1-${index + 1}/1-${index + 1}:1.0`, index), properties: ['ID_BUS=ata', 'ID_USB_DRIVER=uas', `ID_PATH=pci-0000:00:14.0-usb-0:${index + 1}:1.0-scsi-0:0:0:0`, ...line('ID_SERIAL_SHORT', serial), ...line('ID_WWN', wwn)] }),
  mmc: ({ serial }, index) => ({ chain: `pci0000:00/0000:00:1a.0/mmc_host/mmc${index}/mmc${index}:0001`, properties: line('ID_SERIAL', serial) }),
  virtio: ({ serial }, index) => ({ chain: `pci0000:00/0000:00:0${index}.0/virtio${index}`, properties: line('ID_SERIAL', serial) }),
  san: ({ serial, wwn }, index) => ({ chain: scsi('pci0000:00/0000:05:00.0', index), sys: { [`class/fc_host/host${index}/uevent`]: '' }, properties: ['ID_BUS=scsi', `ID_PATH=pci-0000:05:00.0-fc-0x5006016846e0-lun-${index}`, ...line('ID_SCSI_SERIAL', serial), ...wide(wwn)] }),
  unknown: ({ serial, wwn }, index, name) => ({ chain: name.startsWith('sd') ? scsi('pci0000:00/0000:06:00.0/fw1/fw1.0', index) : `vbd-${index}`, properties: [...line('ID_SCSI_SERIAL', serial), ...line('ID_WWN', wwn)] }),
};

function ata(driver: string, { serial, wwn, ids }: Disk, index: number): Attachment {
  const names = ids.filter((id) => id.startsWith('ata-')).map((id) => `ID_SERIAL=${id.slice(4)}`);
  const properties = ['ID_BUS=ata', ...names, ...line('ID_SERIAL_SHORT', serial), ...line('ID_WWN', wwn), ...line('ID_WWN_WITH_EXTENSION', wwn)];
  return { chain: scsi(`pci0000:00/0000:00:17.0/ata${index + 1}`, index), sys: { [`class/scsi_host/host${index}/proc_name`]: `${driver}\n` }, properties };
}

// What SAS disks say under ID_SERIAL_SHORT is their world wide name.
function wide(wwn: string | undefined): string[] {
  if (wwn === undefined) return [];
  const digits = wwn.replace(/^0x/, '');
  return [`ID_WWN=0x${digits.slice(0, 16)}`, `ID_WWN_WITH_EXTENSION=0x${digits}`, `ID_SERIAL=3${digits}`, `ID_SERIAL_SHORT=${digits}`];
}
