/** Rules for the section [disk-setup] of an answer file. Pure. */
import type { Finding } from '../../../site/finding.ts';
import type { DiskSetup } from './answer.ts';
import { filterDoubts, mostMatches } from './filter-rules.ts';

type Rule = (disks: DiskSetup) => Finding[];

export const diskRules: readonly Rule[] = [
  oneSelection,
  foreignOptions,
  raidLevel,
  singleDisk,
  enoughDisks,
  enoughMatches,
  evenMirrors,
  eachOnce,
  kernelNames,
  namesThatMove,
  doubtfulFilter,
  looseFilter,
  ignoredMatch,
  swapSize,
  wholeCache,
];

const leastDisks: Readonly<Record<string, number>> = { raid0: 1, raid1: 2, raid10: 4, 'raidz-1': 3, 'raidz-2': 4, 'raidz-3': 5 };

function oneSelection(disks: DiskSetup): Finding[] {
  const hasList = listOf(disks).length > 0;
  const hasFilter = Object.keys(disks.filter ?? {}).length > 0;
  if (hasList && hasFilter) {
    const message = 'disk-list and filter cannot both be set';
    return [{ path: ['disk-list'], at: 'key', message, remedy: 'keep filter: names of the kernel may change' }];
  }
  if (hasList || hasFilter) return [];
  const path = disks['disk-list'] === undefined ? ['filter'] : ['disk-list'];
  return [{ path, at: 'key', message: 'no disk is named', remedy: 'add: filter.ID_SERIAL_SHORT = "S5GXNX0T123456" (the serial of the disk)' }];
}

function foreignOptions(disks: DiskSetup): Finding[] {
  const own = optionsOf(disks);
  return (['zfs', 'lvm', 'btrfs'] as const)
    .filter((name) => name !== own && disks[name] !== undefined)
    .map((name) => ({
      path: [name],
      at: 'key',
      message: `these are options of another file system than ${disks.filesystem}`,
      remedy: `remove them; ${disks.filesystem} takes ${own}.*`,
    }));
}

function raidLevel(disks: DiskSetup): Finding[] {
  const name = optionsOf(disks);
  if (name === 'lvm' || disks[name]?.raid !== undefined) return [];
  const remedy = `add: ${name}.raid = "raid0" for one disk, "raid1" for two`;
  return [{ path: [name, 'raid'], at: 'key', message: `${name}.raid is missing`, remedy }];
}

function singleDisk(disks: DiskSetup): Finding[] {
  if (optionsOf(disks) !== 'lvm' || listOf(disks).length < 2) return [];
  const message = `${disks.filesystem} is installed on one disk only`;
  return [{ path: ['disk-list'], message, remedy: 'name one, or use zfs or btrfs' }];
}

function enoughDisks(disks: DiskSetup): Finding[] {
  const raid = raidOf(disks);
  const least = leastDisks[raid ?? ''] ?? 0;
  const count = listOf(disks).length;
  if (raid === undefined || count === 0 || count >= least) return [];
  return [{ path: ['disk-list'], message: `${raid} needs ${least} disks, not ${count}`, remedy: 'name more, or choose another level' }];
}

function enoughMatches(disks: DiskSetup): Finding[] {
  const raid = raidOf(disks);
  const least = leastDisks[raid ?? ''] ?? 0;
  const most = disks['filter-match'] === 'all' || listOf(disks).length > 0 ? undefined : mostMatches(disks.filter ?? {});
  if (raid === undefined || most === undefined || most === 0 || most >= least) return [];
  const found = most === 1 ? 'one disk' : `${most} disks`;
  return [{ path: ['filter'], message: `${raid} needs ${least} disks, and these patterns match ${found} at most`, remedy: 'name one more disk by another property, or choose another level' }];
}

function doubtfulFilter(disks: DiskSetup): Finding[] {
  const consequence = optionsOf(disks) === 'lvm' ? 'the first one of all is erased' : 'all of them are erased, sticks and backups too';
  return filterDoubts(disks.filter, { thing: 'disk', consequence, better: 'filter.ID_SERIAL_SHORT = "..." (the serial of the disk)' });
}

// Accepted by Proxmox's check of 9.2.7, and refused by the installer itself.
function evenMirrors(disks: DiskSetup): Finding[] {
  const isOdd = disks.filesystem === 'zfs' && raidOf(disks) === 'raid10' && listOf(disks).length % 2 === 1 && listOf(disks).length > 4;
  const message = 'ZFS raid10 is made of pairs, and one disk is left over';
  return isOdd ? [{ path: ['disk-list'], message, remedy: 'name an even number of disks' }] : [];
}

function eachOnce(disks: DiskSetup): Finding[] {
  const names = listOf(disks).map(shortName);
  return names.flatMap((name, index) => {
    if (names.indexOf(name) === index) return [];
    return [{ path: ['disk-list', index], message: `${name} is named twice`, remedy: 'name each disk once' }];
  });
}

// The installer takes every disk whose path ends like the entry: "a" means sda, and a name by id means none.
function kernelNames(disks: DiskSetup): Finding[] {
  return listOf(disks).flatMap((name, index) => {
    if (/^((sd|vd|hd|xvd)[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(shortName(name))) return [];
    const remedy = 'write a whole name such as sda or nvme0n1, or better a filter on ID_SERIAL_SHORT';
    return [{ path: ['disk-list', index], message: `"${name}" is not the name of a disk: it might match another one, or none`, remedy }];
  });
}

function namesThatMove(disks: DiskSetup): Finding[] {
  if (listOf(disks).length === 0) return [];
  const message = 'names of the kernel may mean other disks after the next start';
  return [{ path: ['disk-list'], at: 'key', severity: 'warning', message, remedy: 'use filter.ID_SERIAL_SHORT = "..." instead' }];
}

// A disk that has none of the properties contradicts no filter, and so matches all of them.
function looseFilter(disks: DiskSetup): Finding[] {
  if (disks['filter-match'] !== 'all' || optionsOf(disks) === 'lvm') return [];
  const message = 'with "all", a disk that lacks the property counts as a match, and is erased';
  return [{ path: ['filter-match'], severity: 'warning', message, remedy: 'use "any" with one property for each disk' }];
}

function ignoredMatch(disks: DiskSetup): Finding[] {
  if (optionsOf(disks) !== 'lvm' || Object.keys(disks.filter ?? {}).length < 2) return [];
  const message = 'the first disk of which any one of these matches is taken';
  return [{ path: ['filter'], at: 'key', severity: 'warning', message, remedy: 'keep one, such as ID_SERIAL_SHORT' }];
}

function swapSize({ lvm }: DiskSetup): Finding[] {
  const { swapsize, hdsize } = lvm ?? {};
  if (swapsize === undefined || hdsize === undefined || swapsize <= hdsize / 2) return [];
  const message = 'swap takes more than half of the disk';
  return [{ path: ['lvm', 'swapsize'], message, remedy: `write ${Math.floor(hdsize / 2)} or less` }];
}

function wholeCache({ zfs }: DiskSetup): Finding[] {
  if (zfs?.['arc-max'] !== 0) return [];
  return [{ path: ['zfs', 'arc-max'], severity: 'warning', message: '0 leaves the cache to ZFS, which takes up to half of the memory', remedy: 'write the MiB that it may have, or keep it' }];
}

function listOf(disks: DiskSetup): readonly string[] {
  return disks['disk-list'] ?? [];
}

function shortName(name: string): string {
  return name.replace(/^\/dev\//, '');
}

function optionsOf({ filesystem }: DiskSetup): 'zfs' | 'lvm' | 'btrfs' {
  return filesystem === 'zfs' || filesystem === 'btrfs' ? filesystem : 'lvm';
}

function raidOf(disks: DiskSetup): string | undefined {
  const name = optionsOf(disks);
  return name === 'lvm' ? undefined : disks[name]?.raid?.toLowerCase();
}
