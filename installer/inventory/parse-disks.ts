/** Raw captures to disks. Pure. */
import type { Capture, DiskCapture } from './capture.ts';
import { incompleteLabel } from '../plan/labels.ts';
import type { Disk, Partition, Signature } from './inventory.ts';
import { parseInstallation } from './parse-installation.ts';
import { type BlockDevice, parseLsblk, partitionsOf, someDevice } from './parse-lsblk.ts';
import { diskSignatures, parseSignatures } from './parse-signatures.ts';
import { diskIds, parseProperties } from './parse-udev.ts';
import { isOutside, transportOf } from './transport.ts';

type DiskCaptures = Pick<Capture, 'commandLine' | 'lsblk' | 'disks' | 'signatures'>;

export function parseDisks(capture: DiskCaptures): Disk[] {
  return parseLsblk(capture.lsblk).map((device) => parseDisk(device, capture));
}

function parseDisk(device: BlockDevice, capture: DiskCaptures): Disk {
  const extra = capture.disks[device.path] ?? { edges: 'unreadable' };
  return {
    path: device.path,
    ...identityOf(device, extra),
    bytes: device.size ?? 0,
    logicalSectorBytes: device['log-sec'] ?? 512,
    transport: transportOf(device),
    removable: device.rm || isCard(device, extra),
    readOnly: device.ro,
    rotational: device.rota,
    signatures: signaturesOf(device, extra, capture),
    partitions: partitionsOf(device).map((partition) => parsePartition(partition, capture)),
    ...recordOf(extra),
    isBootMedium: someDevice(device, (inner) => isRunningRoot(inner, capture.commandLine)),
    ...(isInUse(device) ? { isInUse: true } : {}),
    ...(isOutside(device) ? { isOutside: true } : {}),
    ...diskseqOf(extra),
  };
}

// The kernel calls no mmc device removable, not even a card that sticks out of the case. One that does not say is a card.
function isCard(device: BlockDevice, { cardType }: DiskCapture): boolean {
  return transportOf(device) === 'mmc' && cardType?.trim() !== 'MMC';
}

function identityOf(device: BlockDevice, extra: DiskCapture): Pick<Disk, 'ids' | 'serial' | 'wwn' | 'vendor' | 'model'> {
  return {
    ids: diskIds(parseProperties(extra.udev)),
    serial: device.serial,
    wwn: device.wwn,
    // virtio prints its PCI vendor number here, ATA disks the name of the protocol.
    vendor: device.vendor === undefined || /^(0x|ATA$)/.test(device.vendor) ? undefined : device.vendor,
    model: device.model,
  };
}

function diskseqOf({ udev }: DiskCapture): Pick<Disk, 'diskseq'> {
  const text = parseProperties(udev).get('DISKSEQ');
  return text === undefined || !/^\d+$/.test(text) ? {} : { diskseq: Number(text) };
}

function recordOf({ installation }: DiskCapture): Pick<Disk, 'installation'> {
  const record = parseInstallation(installation);
  return record === undefined ? {} : { installation: record };
}

function signaturesOf(device: BlockDevice, extra: DiskCapture, capture: DiskCaptures): Signature[] {
  const bytes = device.size ?? 0;
  const found = bytes === 0 ? [] : diskSignatures(capture.signatures[device.path], extra.edges, partitionsOf(device).length === 0);
  const inMultipath = (device.children ?? []).some((child) => child.type === 'mpath');
  return inMultipath ? [...found, { type: 'mpath_member', usage: 'raid' }] : found;
}

function parsePartition(device: BlockDevice, capture: DiskCaptures): Partition {
  return {
    path: device.path,
    number: device.partn ?? Number(/\d+$/.exec(device.kname)?.[0] ?? 0),
    bytes: device.size ?? 0,
    label: device.partlabel,
    typeUuid: device.parttype,
    uuid: device.partuuid,
    signatures: parseSignatures(capture.signatures[device.path]),
  };
}

// By what the root really lies on, not by labels: a second stick may be plugged in. Below the overlay the root itself
// is mounted nowhere that lsblk sees, hence the command line.
function isRunningRoot(device: BlockDevice, commandLine: string): boolean {
  const root = /(?:^|\s)root=(\/dev\/\S+)/.exec(commandLine)?.[1];
  return device.path === root || device.mountpoints.includes('/');
}

// What was opened for a mirror that the disk did not become part of is no use: it is closed when that is begun again.
function isInUse(device: BlockDevice): boolean {
  if (device.mountpoints.some((point) => point !== null)) return true;
  return (device.children ?? []).some((child) => (child.type !== 'part' && device.partlabel !== incompleteLabel) || isInUse(child));
}
