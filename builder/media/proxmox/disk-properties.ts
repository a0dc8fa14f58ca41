/** The names of a disk as properties of udev, in which the Proxmox installer looks for it (udev 257, as in Debian 13). Pure. */
import { plainSerial, plainWwn, udevWwn } from '../../../installer/plan/disk-identity.ts';
import type { Disk } from '../../../installer/inventory/inventory.ts';
import type { DiskSelector } from '../../site/site.ts';

export type Property = readonly [key: string, value: string];

/** What a disk may be matched by that site.yaml names; undefined where no property says the same. Only one name can be passed on: what matches any is taken. */
export function namedProperties({ serial, wwn, id }: DiskSelector): Property[] | undefined {
  // Virtual disks have their serial in ID_SERIAL alone, SCSI disks in ID_SCSI_SERIAL.
  if (serial !== undefined) return (['ID_SERIAL_SHORT', 'ID_SERIAL', 'ID_SCSI_SERIAL'] as const).map((key) => [key, plainSerial(serial)]);
  if (wwn !== undefined) return wideProperties(wwn);
  return id === undefined ? undefined : idProperties(id);
}

/** What an inventory says of a disk, the best first. */
export function propertiesOf({ serial, wwn, ids, transport }: Disk): Property[] {
  const own: Property[] = serial === undefined ? [] : [[serialKey(ids, transport), serial]];
  const name = longName(ids);
  const long: Property[] = name === undefined ? [] : [['ID_SERIAL', name]];
  const wide: Property[] = wwn === undefined ? [] : wideProperties(wwn).slice(0, 1);
  // The long name of an NVMe disk changed with the versions of udev, its world wide name did not.
  const others = transport === 'nvme' ? [...wide, ...long] : [...long, ...wide];
  return [...own, ...others].filter(([key, value], index, all) => all.findIndex((other) => other[0] === key && other[1] === value) === index);
}

/** Where the serial stands that lsblk shows. */
function serialKey(ids: readonly string[], transport: Disk['transport']): string {
  if (transport === 'virtio' || transport === 'mmc') return 'ID_SERIAL';
  const isOther = ids.some((id) => /^(ata|nvme|usb)-/.test(id));
  return !isOther && ['sas', 'scsi', 'san', 'unknown'].includes(transport) ? 'ID_SCSI_SERIAL' : 'ID_SERIAL_SHORT';
}

function longName(ids: readonly string[]): string | undefined {
  const name = ids.find((id) => /^(ata|nvme|scsi|virtio|usb)-(?!eui\.|nvme\.|uuid\.)/.test(id));
  return name === undefined ? undefined : idProperties(name)?.[0]?.[1];
}

// What has an extension shares the name without it with others.
function wideProperties(wwn: string): Property[] {
  const name = udevWwn(wwn);
  if (!name.startsWith('0x')) return [['ID_WWN', name]];
  const isWhole = plainWwn(name).length <= 16 && !name.startsWith('0x6');
  return [...(isWhole ? [['ID_WWN', name] as const] : []), ['ID_WWN_WITH_EXTENSION', name]];
}

function idProperties(id: string): Property[] | undefined {
  const [, kind = '', name = ''] = /^([a-z]+)-(.+)$/.exec(id) ?? [];
  return byKind[kind]?.(name);
}

const inSerial = (name: string): Property[] => [['ID_SERIAL', name]];

const byKind: Readonly<Record<string, (name: string) => Property[]>> = {
  wwn: wideProperties,
  // It ends in the number of the namespace; the older name without it has a link still.
  nvme: (name) => {
    if (/^(eui|nvme|uuid)\./.test(name)) return [['ID_WWN', name]];
    return inSerial(/_\d{1,3}$/.test(name) ? name : `${name}_1`);
  },
  usb: (name) => [['ID_SERIAL', name], ['ID_USB_SERIAL', name]],
  mmc: (name) => inSerial(name.replace(/^.*_/, '')),
  ata: inSerial,
  scsi: inSerial,
  virtio: inSerial,
};
