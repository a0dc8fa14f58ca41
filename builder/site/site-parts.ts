/** Parts that are the same in site.yaml as written and in the checked site. */
import { z } from 'zod';

/** Picks disks; every given property must hold. */
export const DiskSelector = z
  .strictObject({
    serial: z.string().optional().meta({
      description: 'Serial number, as printed on the disk and shown by `pintxo plan`',
      examples: ['S5GXNX0T123456'],
    }),
    /** Name below /dev/disk/by-id, without the folder. */
    id: z.string().optional().meta({
      description: 'Name of the disk below /dev/disk/by-id, without the folder',
      examples: ['nvme-Samsung_SSD_980_S5GXNX0T123456'],
    }),
    wwn: z.string().optional().meta({
      description: 'World wide name of the disk',
      examples: ['0x5002538f42123456'],
    }),
    transport: z.enum(['nvme', 'sata', 'sas', 'usb', 'mmc', 'virtio', 'ide', 'scsi']).optional().meta({
      description: 'How the disk is attached',
    }),
    /** Sizes as people write them: `200 GB`, `1 TB`, `64 GiB`. */
    size: z
      .strictObject({
        min: z.string().optional().meta({ description: 'Smallest size, such as `200 GB`', examples: ['200 GB'] }),
        max: z.string().optional().meta({ description: 'Largest size, such as `1 TB`', examples: ['1 TB'] }),
      })
      .optional()
      .meta({ description: 'Range of sizes; GB is 10^9 bytes, GiB is 2^30' }),
    pick: z.enum(['smallest', 'largest']).optional().meta({
      description: 'Which disk to take when several are left',
    }),
  })
  .meta({ description: 'Properties of the disk; all that are given must hold' });
export type DiskSelector = z.infer<typeof DiskSelector>;

/** What a site changes about one of the zones. */
export const ZoneOverride = z
  .strictObject({
    enabled: z.boolean().optional().meta({ description: 'Whether the zone exists on this site' }),
    vlan: z.int().optional().meta({ description: 'VLAN id, 1 to 4094', examples: [310] }),
    subnet: z.string().optional().meta({
      description: 'Private IPv4 network of the zone, such as `10.3.10.0/24`',
      examples: ['10.3.10.0/24'],
    }),
  })
  .meta({ description: 'Changes to a zone of the house network' });
export type ZoneOverride = z.infer<typeof ZoneOverride>;
