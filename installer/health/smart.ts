/** What a drive says about itself (SMART), as `smartctl --json` tells it. Pure. */
import { z } from 'zod';

const Counter = z.object({ value: z.number() });

/** Fields of smartctl's JSON 1.0 that tell a dying drive from one that lives. All may be absent. */
const Smart = z.object({
  serial_number: z.string().optional(),
  smart_status: z.object({ passed: z.boolean().optional() }).optional(),
  ata_smart_attributes: z.object({ table: z.array(z.object({ id: z.number(), name: z.string(), when_failed: z.string().optional(), raw: Counter })) }).optional(),
  nvme_smart_health_information_log: z.object({ critical_warning: z.number().optional(), percentage_used: z.number().optional() }).optional(),
});
type Smart = z.infer<typeof Smart>;

/** Sectors that cannot be read as things are: waiting for a write, and given up by the drive's own look. */
const unreadable = [197, 198];

/** Bits of NVMe's critical warning. The second is of a moment: the temperature. */
const warnings = ['its spare blocks run out', 'it is too hot or too cold', 'it is not reliable any more', 'it can only be read', 'its memory does not survive a power cut', 'its persistent memory is not reliable'];

/**
 * What is wrong with a drive, in words; undefined where nothing is, and for one that says nothing about itself, as the
 * disk of a virtual machine.
 */
export function complaintOf(output: string): string | undefined {
  const smart = parseSmart(output);
  const complaint = smart === undefined ? undefined : [sayingItFails, unreadableSectors, failedAttribute, nvmeWarning, wornOut].map((look) => look(smart)).find((found) => found !== undefined);
  if (smart === undefined || complaint === undefined) return undefined;
  return smart.serial_number === undefined ? complaint : `${complaint} (serial ${smart.serial_number})`;
}

// Some versions print a line before the JSON.
function parseSmart(output: string): Smart | undefined {
  try {
    return Smart.parse(JSON.parse(output.slice(output.indexOf('{'))));
  } catch {
    return undefined;
  }
}

function sayingItFails({ smart_status, nvme_smart_health_information_log: nvme }: Smart): string | undefined {
  return smart_status?.passed === false && nvme === undefined ? 'says of itself that it fails' : undefined;
}

function unreadableSectors({ ata_smart_attributes }: Smart): string | undefined {
  const counts = ata_smart_attributes?.table.filter(({ id }) => unreadable.includes(id)).map(({ raw }) => raw.value) ?? [];
  const most = Math.max(0, ...counts);
  return most === 0 ? undefined : `has ${most} ${most === 1 ? 'sector' : 'sectors'} that it cannot read`;
}

function failedAttribute({ ata_smart_attributes }: Smart): string | undefined {
  const failed = ata_smart_attributes?.table.find(({ when_failed }) => when_failed === 'now');
  return failed === undefined ? undefined : `is past what its maker allows for ${failed.name}`;
}

function nvmeWarning({ nvme_smart_health_information_log: nvme }: Smart): string | undefined {
  const bits = nvme?.critical_warning ?? 0;
  const told = warnings.filter((_, bit) => (bits & (1 << bit)) !== 0);
  return told.length === 0 ? undefined : `warns: ${told.join(', ')}`;
}

function wornOut({ nvme_smart_health_information_log: nvme }: Smart): string | undefined {
  const used = nvme?.percentage_used ?? 0;
  return used >= 100 ? `has used up ${used} % of the writes that it was built for` : undefined;
}

/** Kernel name of the disk that a partition is on: `sda6` and `nvme0n1p6` are on `sda` and `nvme0n1`. */
export function diskOf(partition: string): string {
  return /^(?:nvme\d+n\d+|mmcblk\d+)(?=p\d+$)/.exec(partition)?.[0] ?? /^(?:[shv]d[a-z]+)(?=\d*$)/.exec(partition)?.[0] ?? partition;
}
