/** site.yaml as a person writes it: almost everything may be left out. Descriptions are shown by editors. */
import { z } from 'zod';
import { Pppoe } from './pppoe.ts';
import { DiskSelector, LanPort, ZoneOverride } from './site-parts.ts';
import { zoneNames } from './zones.ts';

export const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const Time = z.string().meta({ description: 'Time of day, HH:MM, 24 hours', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

const Count = z.int().min(0);

const Identity = z
  .strictObject({
    name: z.string().meta({
      description: 'Short name of the site, in letters, digits and hyphens',
      examples: ['home'],
    }),
    domain: z.string().optional().meta({
      description: 'Domain that all names of the site end in; `<name>.internal` if left out',
      examples: ['home.internal'],
    }),
    timezone: z.string().optional().meta({
      description: 'Time zone such as `Europe/Berlin`; UTC if left out',
      examples: ['Europe/Berlin'],
    }),
    locale: z.string().optional().meta({
      description: 'Language and country such as `de_DE.UTF-8`; C.UTF-8 if left out',
      examples: ['de_DE.UTF-8'],
    }),
    keyboard: z.string().optional().meta({
      description: 'Keyboard layout such as `de`; us if left out',
      examples: ['de'],
    }),
  })
  .meta({ description: 'Name and place of the site' });

const Admin = z
  .strictObject({
    name: z.string().meta({ description: 'Login name of the administrator', examples: ['alex'] }),
    sshKeys: z.array(z.string()).meta({
      description: 'Public SSH keys of the administrator, one line each, from a file such as ~/.ssh/id_ed25519.pub',
      examples: [['ssh-ed25519 AAAA... alex@laptop']],
      minItems: 1,
    }),
    recoveryKeys: z.array(z.string()).optional().meta({
      description: 'Age public keys (age1...) that the recovery sheet is encrypted to as well, for people whose SSH key is on a token',
      examples: [['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p']],
    }),
    passwordHash: z.string().optional().meta({
      description: 'Hash of a password for the console, made by `mkpasswd -m yescrypt`; no password if left out',
    }),
  })
  .meta({ description: 'The person who looks after the site' });

const Machine = z
  .strictObject({
    systemDisk: DiskSelector.optional().meta({
      description: 'Disk to install on; needed only where more than one would do',
    }),
    dataDisks: z.record(z.string(), DiskSelector).optional().meta({
      description: 'Storage pools on further disks, by name: tanka1 (primary), tankb1 (not critical), tankc1 (backups)',
      examples: [{ tanka1: { transport: 'sata', count: 2 } }],
    }),
    wipe: z.union([z.literal('any'), z.array(z.union([z.string(), z.record(z.string(), z.string())]))]).optional().meta({
      description: 'Serials of the disks that may be erased, as a list, or `any`',
      examples: [['S5GXNX0T123456', { WD11A23: 'tankc1' }]],
    }),
    installations: z.int().min(1).max(1000).optional().meta({
      description: 'How many machines one stick may install with this file; 1 if left out',
      examples: [10],
    }),
    encryption: z.enum(['auto', 'required', 'off']).optional().meta({
      description: 'Encryption of the data: auto (if the machine has a TPM 2), required, or off',
    }),
    repair: z.enum(['ask', 'automatic']).optional().meta({
      description: 'What happens when a blank disk takes the place of a lost one: ask (wait for `pintxo repair`) or automatic',
    }),
    reinstall: z.enum(['never', 'keep', 'reset']).optional().meta({
      description: 'What the stick does, once, to a machine that is installed: never (nothing), keep (the system anew, data kept), reset (everything anew)',
    }),
  })
  .meta({ description: 'The machine and its disks' });

const Wan = z
  .strictObject({
    mac: z.string().optional().meta({
      description: 'MAC address of the port to the internet; found by itself if left out',
      examples: ['00:1b:21:3a:4f:5c'],
    }),
    vlan: z.int().optional().meta({
      description: 'VLAN id under which the internet comes, 2 to 4094: as some providers have it (7), or as a switch hands it to a machine with one port',
      examples: [7],
    }),
    mode: z.enum(['dhcp', 'static']).optional().meta({ description: 'How the port gets its address; dhcp if left out' }),
    address: z.string().optional().meta({
      description: 'Fixed address with the length of the network, such as `192.168.1.20/24`, or /32 for a single one whose router is elsewhere; only with mode static',
      examples: ['192.168.1.20/24'],
    }),
    gateway: z.string().optional().meta({
      description: 'Address of the router; only with mode static',
      examples: ['192.168.1.1'],
    }),
    dns: z.array(z.string()).optional().meta({
      description: 'Addresses of DNS servers to ask before all others',
      examples: [['9.9.9.9']],
    }),
    pppoe: Pppoe.optional(),
    dslite: z.string().optional().meta({
      description: 'Where the provider has IPv6 alone and carries IPv4 through a tunnel (DS-Lite): `auto`, and its end of the tunnel (AFTR) is asked of the provider by DHCPv6, or the name or IPv6 address of that end',
      examples: ['auto'],
    }),
  })
  .meta({ description: 'The port to the internet or to the existing network' });

const Lan = z
  .strictObject({
    macs: z.array(z.string()).optional().meta({
      description: 'MAC addresses of the ports to the house; every port but the wan one if left out',
      examples: [['00:1b:21:3a:4f:5d']],
    }),
    untagged: z.string().optional().meta({
      description: 'Zone of machines behind a switch or access point without VLANs: home, mgmt, or another zone of people; home if left out (mgmt where home is off)',
      examples: ['home'],
      default: 'home',
    }),
    ports: z.array(LanPort).optional().meta({
      description: 'Ports that do not carry everything; every other port takes untagged frames and all VLANs',
      examples: [[{ mac: '00:1b:21:3a:4f:5d', zone: 'guest' }]],
    }),
  })
  .meta({ description: 'The ports to the house' });

const Ula = z.string().meta({
  description: "The house's own IPv6 prefix, a /48 such as `fd12:3456:789a::/48`; made from the site's domain if left out",
  examples: ['fd12:3456:789a::/48'],
});

const Zones = z
  .object(Object.fromEntries(zoneNames.map((name) => [name, ZoneOverride.optional()])))
  .catchall(ZoneOverride.optional())
  .meta({ description: 'Zones of the house network: switch on or off, change, or add zones of your own' });

const Keep = z
  .strictObject({
    last: Count.optional().meta({ description: 'How many of the last backups to keep; 4 if left out' }),
    daily: Count.optional().meta({ description: 'How many daily backups to keep; 14 if left out' }),
    weekly: Count.optional().meta({ description: 'How many weekly backups to keep; 8 if left out' }),
    monthly: Count.optional().meta({ description: 'How many monthly backups to keep; 12 if left out' }),
    yearly: Count.optional().meta({ description: 'How many yearly backups to keep; 6 if left out' }),
  })
  .meta({ description: 'How many backups to keep' });

export const SiteFile = z
  .strictObject({
    version: z.literal(1).optional().meta({ description: 'Version of this format; 1 if left out' }),
    site: Identity,
    admin: Admin,
    machine: Machine.optional(),
    network: z
      .strictObject({ wan: Wan.optional(), lan: Lan.optional(), ula: Ula.optional(), zones: Zones.optional() })
      .optional()
      .meta({ description: 'Links and zones' }),
    modules: z.record(z.string(), z.unknown()).optional().meta({ description: 'Settings of the modules, by name' }),
    updates: z
      .strictObject({
        automatic: z.boolean().optional().meta({ description: 'Whether updates install themselves; true if left out' }),
        keys: z.array(z.string()).optional().meta({
          description: 'Public keys (minisign) of further people whose systems this machine takes as updates',
          examples: [['RWTf7OF/+f8YcTy85jQg81pwV3ZK0SNf1fLBsKN4lRqI4RNQ4SMqPqaw']],
        }),
        window: z
          .strictObject({
            day: z.enum(days).optional().meta({ description: 'Day of the week; thursday if left out' }),
            time: Time.optional(),
          })
          .optional()
          .meta({ description: 'When updates may restart the machine; thursday 02:00 if left out' }),
      })
      .optional()
      .meta({ description: 'Updates of the platform' }),
    backup: z
      .strictObject({ time: Time.optional(), keep: Keep.optional() })
      .optional()
      .meta({ description: 'Backups: when, and how many are kept' }),
  })
  .meta({ title: 'Pintxo site', description: 'A site of Pintxo, version 1' });
export type SiteFile = z.infer<typeof SiteFile>;
