/** Understands `lsblk --json --bytes --output-all` of util-linux 2.37 and later. Pure. */
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => (value?.trim() === '' ? undefined : value?.trim()));
// Versions and columns differ in whether they print 1, "1" or true; what a device lacks is null, or no column at all.
const flag = z
  .union([z.boolean(), z.enum(['0', '1']), z.literal([0, 1])])
  .nullish()
  .transform((value) => Number(value ?? 0) === 1);
const count = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .transform((value) => value ?? undefined);

export const BlockDevice = z.object({
  name: z.string(),
  kname: z.string(),
  path: z.string(),
  type: z.string(),
  size: count,
  serial: text,
  wwn: text,
  vendor: text,
  model: text,
  tran: text,
  subsystems: text,
  rm: flag,
  ro: flag,
  rota: flag,
  hotplug: flag,
  'log-sec': count,
  partlabel: text,
  parttype: text,
  partuuid: text,
  partn: count,
  mountpoints: z
    .array(z.string().nullable())
    .nullish()
    .transform((points) => points ?? []),
  get children() {
    return z.array(BlockDevice).optional();
  },
});
export type BlockDevice = z.infer<typeof BlockDevice>;

const Listing = z.object({ blockdevices: z.array(z.unknown()) });
const Named = z.object({ kname: z.string(), path: z.string() });

// A list of what is a disk, not of what is none: a kind nobody thought of is left alone. Loop, zram, ram, md, dm,
// nbd, floppy, optical drives and the boot and replay-protected areas of eMMC (mmcblk0boot0, mmcblk0rpmb) are no disks.
export const diskNames = /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|hd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/;

/** The real disks of the machine, partitions and what else lies on them as children. */
export function parseLsblk(json: string): BlockDevice[] {
  const { blockdevices } = Listing.parse(JSON.parse(json));
  return blockdevices.flatMap((device) => understood(device) ?? []).filter((device) => device.type === 'disk' && diskNames.test(device.kname));
}

// One odd answer must not hide the others. What has the name of a disk and cannot be understood is shown, and nothing uses it.
function understood(device: unknown): BlockDevice | undefined {
  const parsed = BlockDevice.safeParse(device);
  if (parsed.success) return parsed.data;
  const named = Named.safeParse(device).data;
  return named && BlockDevice.parse({ ...named, name: named.kname, type: 'disk', ro: true });
}

export function partitionsOf(disk: BlockDevice): BlockDevice[] {
  return (disk.children ?? []).filter((child) => child.type === 'part');
}

/** True where the device itself or anything built on it satisfies the condition. */
export function someDevice(device: BlockDevice, condition: (device: BlockDevice) => boolean): boolean {
  return condition(device) || (device.children ?? []).some((child) => someDevice(child, condition));
}
