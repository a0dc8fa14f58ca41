/** An inventory kept in a file: written by the stick to logs/inventory.json, read by `pintxo plan --machine`. */
import { z } from 'zod';
import { readText } from '../system/files.ts';
import type { Inventory } from './inventory.ts';
import { InstallationRecord } from './parse-installation.ts';

const Signature = z.object({
  type: z.string(),
  usage: z.enum(['filesystem', 'raid', 'crypto', 'partition-table', 'other']),
  label: z.string().optional(),
  uuid: z.string().optional(),
});

const Partition = z.object({
  path: z.string(),
  number: z.int(),
  bytes: z.number(),
  label: z.string().optional(),
  typeUuid: z.string().optional(),
  uuid: z.string().optional(),
  signatures: z.array(Signature),
});

const Disk = z.object({
  path: z.string(),
  ids: z.array(z.string()),
  serial: z.string().optional(),
  wwn: z.string().optional(),
  vendor: z.string().optional(),
  model: z.string().optional(),
  bytes: z.number(),
  logicalSectorBytes: z.number(),
  transport: z.enum(['nvme', 'sata', 'sas', 'usb', 'mmc', 'virtio', 'ide', 'scsi', 'san', 'unknown']),
  removable: z.boolean(),
  readOnly: z.boolean(),
  rotational: z.boolean(),
  signatures: z.array(Signature),
  partitions: z.array(Partition),
  installation: InstallationRecord.optional(),
  isBootMedium: z.boolean(),
  isInUse: z.literal(true).optional(),
  isOutside: z.literal(true).optional(),
  diskseq: z.number().optional(),
});

const Link = z.object({
  name: z.string(),
  permanentMac: z.string(),
  driver: z.string().optional(),
  bus: z.string().optional(),
  path: z.string().optional(),
  carrier: z.boolean(),
  speedMbps: z.number().optional(),
  wireless: z.boolean(),
  noPort: z.string().optional(),
  byPlace: z.string().optional(),
  leases: z.array(z.string()).optional(),
});

export const InventoryFile: z.ZodType<Inventory> = z.object({
  version: z.literal(1),
  system: z.object({ vendor: z.string().optional(), product: z.string().optional() }),
  firmware: z.object({ type: z.enum(['uefi', 'bios']), secureBoot: z.boolean() }),
  cpu: z.object({ architecture: z.string(), model: z.string(), threads: z.number() }),
  memoryBytes: z.number(),
  clock: z.object({ now: z.number(), imageEpoch: z.number() }).optional(),
  tpm: z.object({ version: z.union([z.literal(1), z.literal(2)]), usable: z.boolean().optional() }).nullable(),
  screen: z.boolean().optional(),
  disks: z.array(Disk),
  links: z.array(Link),
});

/** The inventory in a file or, in words, why it is none. */
export async function readInventory(path: string): Promise<Inventory | { readonly problem: string }> {
  const text = await readText(path);
  if (text === undefined) return { problem: `error: there is no file ${path}; the stick writes one to logs/inventory.json` };
  const value = parseJson(text);
  const parsed = InventoryFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.slice(0, 5).map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`);
  return { problem: [`error: ${path} is not an inventory as the stick writes it to logs/inventory.json`, ...details].join('\n') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
