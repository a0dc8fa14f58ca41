/** What a site is when its file does not say. */
import type { Site } from './site.ts';
import type { SiteFile } from './site-file.ts';
import type { ZoneOverride } from './site-parts.ts';
import { overlaySubnet } from './overlay.ts';
import { currentTimezone } from './timezones.ts';

/** Fills in every default; settings of modules are passed on as they are. */
export function completeSite(file: SiteFile): Site {
  return {
    version: 1,
    site: completeIdentity(file.site),
    admin: { ...file.admin, sshKeys: file.admin.sshKeys.map((key) => key.trim()), recoveryKeys: (file.admin.recoveryKeys ?? []).map((key) => key.trim()) },
    machine: completeMachine(file.machine ?? {}),
    network: completeNetwork(file.network ?? {}),
    modules: file.modules ?? {},
    updates: completeUpdates(file.updates ?? {}),
    backup: completeBackup(file.backup ?? {}),
  };
}

function completeIdentity(site: SiteFile['site']): Site['site'] {
  return {
    name: site.name,
    domain: site.domain ?? `${site.name}.internal`,
    timezone: currentTimezone(site.timezone ?? 'UTC'),
    locale: site.locale ?? 'C.UTF-8',
    keyboard: site.keyboard ?? 'us',
  };
}

function completeMachine(machine: NonNullable<SiteFile['machine']>): Site['machine'] {
  return {
    systemDisk: machine.systemDisk,
    dataDisks: machine.dataDisks ?? {},
    ...completeWipe(machine.wipe ?? []),
    installations: machine.installations ?? 1,
    encryption: machine.encryption ?? 'auto',
    repair: machine.repair ?? 'ask',
    reinstall: machine.reinstall ?? 'never',
  };
}

// In the file both stand in one list: a serial, or a serial with the name of the pool that is lost.
function completeWipe(wipe: NonNullable<NonNullable<SiteFile['machine']>['wipe']>): Pick<Site['machine'], 'wipe' | 'wipePools'> {
  if (wipe === 'any') return { wipe, wipePools: {} };
  const serials = wipe.flatMap((entry) => (typeof entry === 'string' ? [entry.trim()] : []));
  const pools = wipe.flatMap((entry) => (typeof entry === 'string' ? [] : Object.entries(entry).map(([serial, pool]) => [serial.trim(), pool.trim()] as const)));
  return { wipe: serials, wipePools: Object.fromEntries(pools) };
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
    lan: completeLan(network.lan ?? {}),
    ula: network.ula?.toLowerCase(),
    zones: Object.fromEntries(Object.entries(network.zones ?? {}).filter(isGiven)),
    overlay: overlaySubnet,
  };
}

function completeLan({ macs = [], untagged, ports = [] }: NonNullable<NonNullable<SiteFile['network']>['lan']>): Site['network']['lan'] {
  return { macs: macs.map(normalMac), untagged, ports: ports.map((port) => ({ ...port, mac: normalMac(port.mac) })) };
}

function completeUpdates(updates: NonNullable<SiteFile['updates']>): Site['updates'] {
  return {
    automatic: updates.automatic ?? true,
    keys: updates.keys ?? [],
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
