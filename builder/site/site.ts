/** The checked site: site.yaml version 1 with every default filled in. Zod schemas and their types share a name. */
import { z } from 'zod';
import { Pppoe } from './pppoe.ts';
import { overlaySubnet } from './overlay.ts';
import { DiskSelector, LanPort, ZoneOverride } from './site-parts.ts';

export { DiskSelector, ZoneOverride } from './site-parts.ts';
export { siteJsonSchema } from './site-schema.ts';

export const Site = z.strictObject({
  version: z.literal(1),
  site: z.strictObject({
    name: z.string(),
    /** Defaults to `<name>.internal`. */
    domain: z.string(),
    timezone: z.string(),
    locale: z.string(),
    keyboard: z.string(),
  }),
  admin: z.strictObject({
    name: z.string(),
    sshKeys: z.array(z.string()),
    /** Age recipients (`age1...`) that the recovery sheet is encrypted to besides the SSH keys. */
    recoveryKeys: z.array(z.string()),
    /** crypt(5) hash. */
    passwordHash: z.string().optional(),
  }),
  machine: z.strictObject({
    systemDisk: DiskSelector.optional(),
    /** Pool name (`tanka1`, `tankb1`, `tankc1`...) to its disks; two or more are a mirror. */
    dataDisks: z.record(z.string(), DiskSelector),
    /** Serials (or ids, or world wide names) of disks that may be erased although they hold something; `any` for whatever disk is chosen. */
    wipe: z.union([z.literal('any'), z.array(z.string())]),
    /** Disks of a storage pool that may be erased: their serials, each with the name of the pool that is lost. */
    wipePools: z.record(z.string(), z.string()).default({}),
    /** How many machines one stick with this site may install. */
    installations: z.int().default(1),
    encryption: z.enum(['auto', 'required', 'off']),
    /** Whether a blank disk takes the place of a lost one by itself. */
    repair: z.enum(['ask', 'automatic']),
    /** What the stick does to a machine that is installed: nothing, the system anew with /var kept, or everything anew. */
    reinstall: z.enum(['never', 'keep', 'reset']),
  }),
  network: z.strictObject({
    wan: z.strictObject({
      /** Lower case, colon separated. */
      mac: z.string().optional(),
      /** 2 to 4094, where the internet comes as a VLAN: on a port of its own or, with a single port, beside the house. */
      vlan: z.int().optional(),
      mode: z.enum(['dhcp', 'static']),
      /** CIDR notation; only with mode static. */
      address: z.string().optional(),
      gateway: z.string().optional(),
      dns: z.array(z.string()),
      /** The provider is dialled; `mode` is dhcp then. */
      pppoe: Pppoe.optional(),
      /** IPv4 comes through a tunnel (DS-Lite): `auto`, or name or IPv6 address of the provider's end of it. */
      dslite: z.string().optional(),
    }),
    lan: z.strictObject({
      macs: z.array(z.string()),
      /** Name of the zone that untagged frames belong to; undefined where the file does not say, see `untaggedZone`. */
      untagged: z.string().optional(),
      /** Ports that do not carry everything, each with a MAC address in lower case. */
      ports: z.array(LanPort).default([]),
    }),
    /** IPv6 prefix of the house (RFC 4193), lower case: `fd12:3456:789a::/48`. */
    ula: z.string().optional(),
    zones: z.record(z.string(), ZoneOverride),
    /** Network of the administrators who are elsewhere, CIDR. */
    overlay: z.string().default(overlaySubnet),
  }),
  /** Settings of modules by module name; each module checks its own. */
  modules: z.record(z.string(), z.unknown()),
  updates: z.strictObject({
    automatic: z.boolean(),
    /** Public keys of minisign, one line each. */
    keys: z.array(z.string()),
    /** Day in lower case (`thursday`), time as HH:MM in the site's timezone. */
    window: z.strictObject({ day: z.string(), time: z.string() }),
  }),
  backup: z.strictObject({
    /** HH:MM in the site's timezone. */
    time: z.string(),
    keep: z.strictObject({
      last: z.int(),
      daily: z.int(),
      weekly: z.int(),
      monthly: z.int(),
      yearly: z.int(),
    }),
  }),
});
export type Site = z.infer<typeof Site>;
