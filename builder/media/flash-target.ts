/** Whether a device may be overwritten with an image. Pure. */
import { z } from 'zod';
import { shellWord } from '../render/shell.ts';

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
  /** The kernel gives it to nobody else. */
  readonly isHeld?: boolean | undefined;
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

function isUnused({ device, isHeld = false }: FlashRequest): string | undefined {
  const uses = usesOf(device);
  if (uses.length === 0) return isHeld ? `${device.name} is in use, though nothing on it is mounted: as part of a pool (ZFS, btrfs, bcache), or by another program; let go of it first` : undefined;
  const what = uses.map((use) => use.what).join(', ');
  return `${device.name} is in use (${what}); let go of it first: ${uses.map((use) => use.remedy).join(' && ')}`;
}

function isRemovableOrNamed({ device, serial }: FlashRequest): string | undefined {
  const known = device.serial?.trim() ?? '';
  if (serial !== undefined && known !== serial.trim()) {
    return `${device.name} has the serial ${known === '' ? '(none)' : known}, not ${serial}; is it another disk?`;
  }
  if (device.rm || (serial !== undefined && known !== '')) return undefined;
  const remedy = known === '' ? 'it cannot be flashed' : `if it really is the one, add --serial ${shellWord(known)}`;
  return `${device.name} is not a removable disk; ${remedy}`;
}

interface Use {
  readonly what: string;
  /** The command that ends it. */
  readonly remedy: string;
}

/** What uses the device, what lies on top first: in this order it can be ended. */
function usesOf(device: BlockDevice): Use[] {
  const mounts = device.mountpoints.flatMap((mount) => (mount === null ? [] : mountOf(device, mount)));
  return [...(device.children ?? []).flatMap((child) => [...usesOf(child), ...layerOf(child)]), ...mounts];
}

function mountOf({ name }: BlockDevice, mount: string): Use {
  if (mount === '[SWAP]') return { what: `${name} is swap space`, remedy: `sudo swapoff ${shellWord(name)}` };
  return { what: mount, remedy: `sudo umount ${shellWord(mount)}` };
}

/** A device that the kernel makes out of others holds on to them, mounted or not; a partition alone does not. */
function layerOf({ name, type }: BlockDevice): Use[] {
  if (type === 'part') return [];
  const [, kind, stop] = layers.find(([pattern]) => pattern.test(type)) ?? [type, 'device', undefined];
  return [{ what: `${kind} ${name}`, remedy: stop === undefined ? `end what made ${name} of it` : `sudo ${stop} ${shellWord(name)}` }];
}

/** What lsblk calls a layer, what people call it, and the command that ends it. */
const layers: ReadonlyArray<readonly [RegExp, string, string]> = [
  [/^lvm$/, 'LVM volume', 'lvchange --activate n'],
  [/^(raid|linear|md)/, 'RAID', 'mdadm --stop'],
  [/^crypt$/, 'encrypted volume', 'cryptsetup close'],
  [/^mpath$/, 'multipath', 'multipath -f'],
  [/^dm$/, 'device-mapper volume', 'dmsetup remove'],
];

/** `SanDisk Ultra, 31.9 GB, serial 4C53…` */
export function describeDevice(device: BlockDevice, size: string): string {
  const maker = [device.vendor, device.model].map((part) => part?.trim()).filter((part) => part !== undefined && part !== '');
  return [maker.join(' ') || 'unnamed disk', size, `serial ${device.serial ?? 'none'}`].join(', ');
}
