/**
 * The answer file of the Proxmox VE 9.2 installer, whole. What only Proxmox's API enforces and not its installer (ranges of
 * numbers), and what its installer finds only while it installs (patterns), is enforced here too.
 */
import { z } from 'zod';
import { refuseAddress, refuseBlock } from './addresses.ts';
import { checkedText, gibibytes, largestWhole, wholeNumber } from './complaint.ts';
import { refuseFingerprint } from './fingerprint.ts';
import { refuseGlob } from './glob.ts';
import { keyboards } from './locales.ts';
import { refuseCountry, refuseFqdn, refuseMail, refusePassword, refuseRootHash, refuseRootKey, refuseTimezone } from './names.ts';

const FqdnFromDhcp = z.strictObject({ source: z.enum(['from-dhcp']).optional(), domain: z.string().optional() });

export const Global = z.strictObject({
  country: checkedText(refuseCountry),
  fqdn: z.union([FqdnFromDhcp, checkedText(refuseFqdn)]),
  keyboard: z.enum(keyboards),
  mailto: checkedText(refuseMail),
  timezone: checkedText(refuseTimezone),
  'root-password': checkedText(refusePassword).optional(),
  'root-password-hashed': checkedText(refuseRootHash).optional(),
  'reboot-on-error': z.boolean().optional(),
  'reboot-mode': z.enum(['reboot', 'power-off']).optional(),
  'root-ssh-keys': z.array(checkedText(refuseRootKey)).optional(),
  'subscription-key': z.string().optional(),
});
export type Global = z.infer<typeof Global>;

/** Property of udev to a pattern. */
const Filter = z.record(z.string(), checkedText(refuseGlob));

const Pinning = z.strictObject({
  enabled: z.boolean(),
  /** MAC address to name. */
  mapping: z.record(z.string(), z.string()).optional(),
});

const FromDhcp = z.strictObject({ source: z.literal('from-dhcp'), 'interface-name-pinning': Pinning.optional() });

const FromAnswer = z.strictObject({
  source: z.literal('from-answer'),
  cidr: checkedText(refuseBlock),
  dns: checkedText(refuseAddress),
  gateway: checkedText(refuseAddress),
  /** The first link, by name, of which any property matches. */
  filter: Filter.optional(),
  'interface-name-pinning': Pinning.optional(),
});

export const Network = z.discriminatedUnion('source', [FromDhcp, FromAnswer]);
export type Network = z.infer<typeof Network>;

// 0 leaves it to ZFS.
const cacheSize = z.union([z.literal(0n).transform(Number), wholeNumber(64, largestWhole, 'the memory of the cache in MiB')]);

const Zfs = z.strictObject({
  raid: z
    .enum(['raid0', 'raid1', 'raid10', 'raidz-1', 'raidz-2', 'raidz-3', 'RAID0', 'RAID1', 'RAID10', 'RAIDZ-1', 'RAIDZ-2', 'RAIDZ-3'])
    .optional(),
  ashift: wholeNumber(9, 16, 'the power of two of a sector').optional(),
  /** MiB. */
  'arc-max': cacheSize.optional(),
  checksum: z.enum(['on', 'fletcher4', 'sha256']).optional(),
  compress: z.enum(['on', 'off', 'lzjb', 'lz4', 'zle', 'gzip', 'zstd']).optional(),
  copies: wholeNumber(1, 3, 'the number of copies').optional(),
  hdsize: gibibytes(2).optional(),
});

const Lvm = z.strictObject({
  hdsize: gibibytes(2).optional(),
  swapsize: gibibytes(0).optional(),
  maxroot: gibibytes(2).optional(),
  maxvz: gibibytes(0).optional(),
  minfree: gibibytes(0).optional(),
});

const Btrfs = z.strictObject({
  raid: z.enum(['raid0', 'raid1', 'raid10', 'RAID0', 'RAID1', 'RAID10']).optional(),
  compress: z.enum(['on', 'off', 'zlib', 'lzo', 'zstd']).optional(),
  hdsize: gibibytes(2).optional(),
});

export const DiskSetup = z.strictObject({
  filesystem: z.enum(['ext4', 'xfs', 'zfs', 'btrfs']),
  'disk-list': z.array(z.string()).optional(),
  filter: Filter.optional(),
  'filter-match': z.enum(['any', 'all']).optional(),
  zfs: Zfs.optional(),
  lvm: Lvm.optional(),
  btrfs: Btrfs.optional(),
});
export type DiskSetup = z.infer<typeof DiskSetup>;

export const Webhook = z.strictObject({ url: z.string(), 'cert-fingerprint': checkedText(refuseFingerprint).optional(), 'auth-token': z.string().optional() });
export type Webhook = z.infer<typeof Webhook>;

export const FirstBoot = z.strictObject({
  source: z.enum(['from-url', 'from-iso']),
  ordering: z.enum(['before-network', 'network-online', 'fully-up']).optional(),
  url: z.string().optional(),
  'cert-fingerprint': checkedText(refuseFingerprint).optional(),
});
export type FirstBoot = z.infer<typeof FirstBoot>;

export const Answer = z.strictObject({
  global: Global,
  network: Network,
  'disk-setup': DiskSetup,
  'post-installation-webhook': Webhook.optional(),
  'first-boot': FirstBoot.optional(),
});
export type Answer = z.infer<typeof Answer>;

/** The settings of each table, by its path. */
export const answerKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(Answer.shape),
  global: Object.keys(Global.shape),
  'global.fqdn': Object.keys(FqdnFromDhcp.shape),
  network: Object.keys(FromAnswer.shape),
  'network.interface-name-pinning': Object.keys(Pinning.shape),
  'disk-setup': Object.keys(DiskSetup.shape),
  'disk-setup.zfs': Object.keys(Zfs.shape),
  'disk-setup.lvm': Object.keys(Lvm.shape),
  'disk-setup.btrfs': Object.keys(Btrfs.shape),
  'post-installation-webhook': Object.keys(Webhook.shape),
  'first-boot': Object.keys(FirstBoot.shape),
};
