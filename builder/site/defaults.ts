/** What a site is when its file does not say. */
import type { Site } from './site.ts';
import type { SiteFile } from './site-file.ts';
import type { ZoneOverride } from './site-parts.ts';

/** Fills in every default; settings of modules are passed on as they are. */
export function completeSite(file: SiteFile): Site {
  return {
    version: 1,
    site: {
      name: file.site.name,
      domain: file.site.domain ?? `${file.site.name}.internal`,
      timezone: file.site.timezone ?? 'UTC',
      locale: file.site.locale ?? 'C.UTF-8',
      keyboard: file.site.keyboard ?? 'us',
    },
    admin: { ...file.admin, sshKeys: file.admin.sshKeys.map((key) => key.trim()) },
    machine: {
      systemDisk: file.machine?.systemDisk,
      dataDisks: file.machine?.dataDisks ?? [],
      wipe: file.machine?.wipe ?? [],
      encryption: file.machine?.encryption ?? 'auto',
    },
    network: completeNetwork(file.network ?? {}),
    modules: file.modules ?? {},
    updates: completeUpdates(file.updates ?? {}),
    backup: completeBackup(file.backup ?? {}),
  };
}

function completeNetwork(network: NonNullable<SiteFile['network']>): Site['network'] {
  const wan = network.wan ?? {};
  return {
    wan: {
      ...wan,
      mac: wan.mac === undefined ? undefined : normalMac(wan.mac),
      mode: wan.mode ?? 'dhcp',
      dns: wan.dns ?? [],
    },
    lan: { macs: (network.lan?.macs ?? []).map(normalMac) },
    zones: Object.fromEntries(Object.entries(network.zones ?? {}).filter(isGiven)),
  };
}

function completeUpdates(updates: NonNullable<SiteFile['updates']>): Site['updates'] {
  return {
    automatic: updates.automatic ?? true,
    window: { day: updates.window?.day ?? 'thursday', time: updates.window?.time ?? '02:00' },
  };
}

function completeBackup(backup: NonNullable<SiteFile['backup']>): Site['backup'] {
  const keep = backup.keep ?? {};
  return {
    time: backup.time ?? '21:00',
    keep: {
      last: keep.last ?? 4,
      daily: keep.daily ?? 14,
      weekly: keep.weekly ?? 8,
      monthly: keep.monthly ?? 12,
      yearly: keep.yearly ?? 6,
    },
  };
}

/** Windows and switches print `00-1B-21-...`. */
function normalMac(mac: string): string {
  return mac.toLowerCase().replaceAll('-', ':');
}

function isGiven(entry: [string, ZoneOverride | undefined]): entry is [string, ZoneOverride] {
  return entry[1] !== undefined;
}
