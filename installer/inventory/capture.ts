/** What a machine says about itself, word for word: read by read.ts, understood by parse.ts, kept in test fixtures. */
import { z } from 'zod';

const DiskCapture = z.object({
  /** `udevadm info --query=property`. */
  udev: z.string().optional(),
  /** /sys/block/<name>/device/type of mmcblk devices: `MMC` is soldered on, `SD` is a card. */
  cardType: z.string().optional(),
  /**
   * Bytes other than 0x00 and 0xFF in the first or last MiB or at some hundred places between, and whether they are what the installer leaves when it is cut short.
   * `table`: nothing but what may be a partition table at the edges, of which the kernel finds no partition; `table-elsewhere`: one for sectors of another size.
   */
  edges: z.enum(['blank', 'unfinished', 'table', 'table-elsewhere', 'data', 'unreadable']),
  /** pintxo/installation.json on the EFI partition of an installation. */
  installation: z.string().optional(),
});
export type DiskCapture = z.infer<typeof DiskCapture>;

const LinkCapture = z.object({
  /** /sys/class/net/<name>/uevent. */
  uevent: z.string().optional(),
  /** /sys/class/net/<name>/device/uevent; only links with hardware behind them have it. */
  device: z.string().optional(),
  carrier: z.string().optional(),
  speed: z.string().optional(),
  udev: z.string().optional(),
  /** /sys/class/net/<name>/addr_assign_type: 0 where the card has the address from its maker, 1 where the driver made it up. */
  assigned: z.string().optional(),
  /** It is a virtual function whose card belongs to this machine too. */
  virtualFunction: z.literal(true).optional(),
});
export type LinkCapture = z.infer<typeof LinkCapture>;

const Measurement = z.object({ pcr: z.number(), type: z.string(), sha256: z.string(), isOfFirmware: z.literal(true).optional() });
const StartLog = z.object({ events: z.array(Measurement).readonly(), values: z.record(z.string(), z.string()) });

export const Capture = z.object({
  version: z.literal(1),
  /** /proc/cmdline. */
  commandLine: z.string(),
  /** `lsblk --json --bytes --output-all`. */
  lsblk: z.string(),
  /** By kernel path. */
  disks: z.record(z.string(), DiskCapture),
  /** `wipefs --json --no-act` by kernel path of disk or partition; null where the device could not be read. */
  signatures: z.record(z.string(), z.string().nullable()),
  /** `ip -json -details link`. */
  ip: z.string(),
  /** `ip -json -4 address`. */
  addresses: z.string().optional(),
  links: z.record(z.string(), LinkCapture),
  /** secureBoot: the UEFI variable's file with its four bytes of attributes. */
  firmware: z.object({ efi: z.boolean(), secureBoot: z.string().optional() }),
  tpmVersion: z.string().optional(),
  /** `tpm2_getrandom --hex 8`; null where a TPM 2 gave no answer in time. */
  tpmRandom: z.string().nullable().optional(),
  /** What the firmware measured before the kernel ran, of what the TPM compares: digests alone, no names; null where there is no log that can be read. */
  startLog: StartLog.nullable().optional(),
  /** /sys/class/rtc/rtc0/since_epoch: the clock that runs while the machine is off. */
  hardwareClock: z.string().optional(),
  /** Time of /usr/lib/clock-epoch, seconds since 1970. */
  clockEpoch: z.string().optional(),
  /** /sys/class/drm/<connector>/status by connector, and the names of frame buffers; absent in captures from before it was looked at. */
  screens: z.object({ connectors: z.record(z.string(), z.string()), frameBuffers: z.array(z.string()) }).optional(),
  architecture: z.string(),
  cpuinfo: z.string(),
  meminfo: z.string(),
  /** No serial numbers of the machine: inventories are shared when asking for help. */
  dmi: z.object({ vendor: z.string().optional(), product: z.string().optional() }),
});
export type Capture = z.infer<typeof Capture>;
