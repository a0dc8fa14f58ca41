/** Whether a device may be overwritten with an image. Pure. */
import { z } from 'zod';

/** `lsblk --json --bytes --paths --output NAME,TYPE,SIZE,RM,HOTPLUG,RO,SERIAL,VENDOR,MODEL,MOUNTPOINTS` */
export const BlockDevice = z.object({
  name: z.string(),
  type: z.string(),
  size: z.number(),
  rm: z.boolean(),
  hotplug: z.boolean(),
  ro: z.boolean(),
  serial: z.string().nullish(),
  vendor: z.string().nullish(),
  model: z.string().nullish(),
  mountpoints: z.array(z.string().nullable()).default([]),
  get children() {
    return z.array(BlockDevice).optional();
  },
});
export type BlockDevice = z.infer<typeof BlockDevice>;

export interface FlashRequest {
  readonly device: BlockDevice;
  readonly imageBytes: number;
  /** The serial that the user gave, to overwrite a disk that is not removable. */
  readonly serial?: string | undefined;
}

type Rule = (request: FlashRequest) => string | undefined;

const rules: readonly Rule[] = [isWholeDisk, isWritable, isLargeEnough, isUnused, isRemovableOrNamed];

/** Why the device is refused, each reason with its remedy; empty when it may be overwritten. */
export function refusalsFor(request: FlashRequest): string[] {
  return rules.flatMap((rule) => rule(request) ?? []);
}

function isWholeDisk({ device }: FlashRequest): string | undefined {
  if (device.type === 'disk') return undefined;
  return `${device.name} is not a whole disk (lsblk calls it "${device.type}"); name the disk itself, such as /dev/sdb`;
}

function isWritable({ device }: FlashRequest): string | undefined {
  return device.ro ? `${device.name} is write-protected; many sticks and card adapters have a small switch` : undefined;
}

function isLargeEnough({ device, imageBytes }: FlashRequest): string | undefined {
  if (device.size >= imageBytes) return undefined;
  return `${device.name} holds ${device.size} bytes, the image needs ${imageBytes}; use a larger stick`;
}

function isUnused({ device }: FlashRequest): string | undefined {
  const mounts = mountpointsOf(device);
  if (mounts.length === 0) return undefined;
  return `${device.name} is in use (${mounts.join(', ')}); unmount it first: sudo umount ${mounts.map((mount) => `'${mount}'`).join(' ')}`;
}

function isRemovableOrNamed({ device, serial }: FlashRequest): string | undefined {
  if (serial !== undefined && device.serial !== serial) {
    return `${device.name} has the serial ${device.serial ?? '(none)'}, not ${serial}; is it another disk?`;
  }
  if (device.rm || serial !== undefined) return undefined;
  const remedy = device.serial == null ? 'it cannot be flashed' : `if it really is the one, add --serial ${device.serial}`;
  return `${device.name} is not a removable disk; ${remedy}`;
}

function mountpointsOf(device: BlockDevice): string[] {
  const own = device.mountpoints.filter((mount): mount is string => mount !== null);
  return [...own, ...(device.children ?? []).flatMap(mountpointsOf)];
}

/** `SanDisk Ultra, 31.9 GB, serial 4C53…` */
export function describeDevice(device: BlockDevice, size: string): string {
  const maker = [device.vendor, device.model].map((part) => part?.trim()).filter((part) => part !== undefined && part !== '');
  return [maker.join(' ') || 'unnamed disk', size, `serial ${device.serial ?? 'none'}`].join(', ');
}
