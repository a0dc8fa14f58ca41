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
      description: 'Which disks to take when more are left than wanted',
    }),
    count: z.int().min(1).optional().meta({
      description: 'How many disks; 1 if left out. Two system disks mirror each other',
      examples: [2],
    }),
  })
  .meta({ description: 'Properties of the disk; all that are given must hold' });
export type DiskSelector = z.infer<typeof DiskSelector>;

/** A label of a DNS name, in small letters. */
const Label = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

/** A machine in a zone that keeps its name, and its address if one is given. */
export const Device = z
  .strictObject({
    mac: z
      .string()
      .regex(/^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/)
      .optional()
      .meta({ description: 'MAC address of its port, such as `00:1b:21:3a:4f:5e`', examples: ['00:1b:21:3a:4f:5e'] }),
    address: z.ipv4().optional().meta({ description: 'Address that it always has, such as `10.3.10.20`', examples: ['10.3.10.20'] }),
    aliases: z
      .array(Label.meta({ description: 'A name without domain: small letters, digits and hyphens' }))
      .optional()
      .meta({ description: 'Further names, without domain', examples: [['laser']] }),
  })
  .meta({ description: 'A machine with a fixed name or address' });
export type Device = z.infer<typeof Device>;

/** A way into a zone that the zones by themselves do not give. */
export const SitePinhole = z
  .strictObject({
    from: z.array(z.string()).min(1).meta({ description: 'Zones, or `internet`, that come in', examples: [['dmz']] }),
    address: z.union([z.ipv4(), z.ipv6()]).optional().meta({
      description: 'Address of the one machine that is reached, such as `10.2.0.5`; every machine of the zone if left out',
      examples: ['10.2.0.5'],
    }),
    protocol: z.enum(['tcp', 'udp']).optional().meta({ description: 'tcp if left out' }),
    port: z.int().min(1).max(65_535).meta({ description: 'Port that is reached', examples: [5432] }),
    publicPort: z.int().min(1).max(65_535).optional().meta({ description: 'Port on the public address, if it is another one' }),
  })
  .meta({ description: 'A way into the zone for new connections' });
export type SitePinhole = z.infer<typeof SitePinhole>;

/** What one port to the house carries. */
export const LanPort = z
  .strictObject({
    mac: z.string().meta({ description: 'MAC address of the port', examples: ['00:1b:21:3a:4f:5d'] }),
    zone: z.string().optional().meta({
      description: 'The one zone that the port is in, without any VLAN, such as guest',
      examples: ['guest'],
    }),
    untagged: z.string().optional().meta({
      description: 'Zone of the untagged frames on a port that carries VLANs too; nobody is if left out',
      examples: ['home'],
    }),
    tagged: z.array(z.string()).optional().meta({
      description: 'Zones whose VLANs the port carries',
      examples: [['guest', 'iotCloud']],
    }),
  })
  .meta({ description: 'A port to the house: in one zone, or with the VLANs of some' });
export type LanPort = z.infer<typeof LanPort>;

/** What a site may say about one of the zones; a zone of its own needs `type` and `vlan`. */
export const ZoneOverride = z
  .strictObject({
    type: z.enum(['service', 'client', 'guest', 'iot']).optional().meta({
      description: 'What a zone of your own is for; the zones that everyone has are what they are',
      examples: ['client'],
    }),
    enabled: z.boolean().optional().meta({ description: 'Whether the zone exists on this site' }),
    vlan: z.int().optional().meta({ description: 'VLAN id, 1 to 4094', examples: [310] }),
    subnet: z.string().optional().meta({
      description: 'Private IPv4 network of the zone, such as `10.3.10.0/24`',
      examples: ['10.3.10.0/24'],
    }),
    mayReach: z.array(z.string()).optional().meta({
      description: 'Zones, and `internet`, to which machines of the zone may start connections',
      examples: [['internet', 'srv']],
    }),
    pinholesFrom: z.array(z.string()).optional().meta({
      description: 'Zones, and `internet`, that may come in through pinholes, and only so',
      examples: [['srv']],
    }),
    discovers: z.array(z.string()).optional().meta({
      description: 'Zones whose printers, speakers and the like are found from here; only zones that this one may reach',
      examples: [['iotCloud']],
    }),
    devices: z.record(Label, Device).optional().meta({
      description: 'Machines with a fixed name or address, by their names: small letters, digits and hyphens',
      examples: [{ printer: { mac: '00:1b:21:3a:4f:5e', address: '10.3.10.20' } }],
    }),
    pinholes: z.record(Label, SitePinhole).optional().meta({
      description: 'Ways into the zone, by names of small letters, digits and hyphens; only from where the zone lets pinholes in',
      examples: [{ database: { from: ['dmz'], address: '10.2.0.5', port: 5432 } }],
    }),
  })
  .meta({ description: 'A zone of the house network' });
export type ZoneOverride = z.infer<typeof ZoneOverride>;
