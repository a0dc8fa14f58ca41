/** Refusals because too few or too many disks could be the system disk. Pure. */
import type { DiskSelector, Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { stringify } from 'yaml';
import { formatBytes, nameDisk, nameDiskAt, summarizeContents } from './disk-names.ts';
import { exclusionOf } from './exclusions.ts';
import type { DiskVerdict, Refusal } from './install-plan.ts';
import { smallestDiskBytes } from './layout.ts';
import { mirrorOf } from './mirror-remedy.ts';
import { isSamePlace } from './same-disk.ts';
import { selectorFor, useDisk } from './remedies.ts';
import { countOf, matches, namesOneDisk, select } from './selector.ts';
import { notSelected, verdictsFor } from './verdicts.ts';

/** No disk remains: there is none, all are excluded, or the selector fits none of the candidates. */
export function refuseNone(site: Site, inventory: Inventory, candidates: readonly Disk[]): Refusal {
  const { systemDisk } = site.machine;
  return {
    verdict: 'refuse',
    problem: systemDisk === undefined ? noCandidate(inventory) : noMatch(site, inventory, systemDisk),
    disks: verdictsFor(site, inventory, () => undefined, notSelected),
    remedies: candidates.length === 0 ? withoutCandidates(site, inventory) : waysToUse(candidates, site, inventory),
  };
}

/** Some remain, but not as many as the mirror needs: half a mirror is none. */
export function refuseTooFew(site: Site, inventory: Inventory, found: readonly Disk[]): Refusal {
  const { systemDisk } = site.machine;
  const count = countOf(systemDisk);
  const reason = `it fits, but site.yaml asks for ${count} disks`;
  return {
    verdict: 'refuse',
    problem: `site.yaml asks for ${count} system disks (${inOneLine(systemDisk ?? {})}), but only ${found.map(nameDiskAt).join(' and ')} fits. Nothing was changed.`,
    disks: verdictsFor(site, inventory, (disk) => (found.includes(disk) ? { verdict: 'refused', reason } : undefined), notSelected),
    remedies: [`Put in another blank disk of at least ${formatBytes(smallestDiskBytes)}.`, ...waysToUse(found, site, inventory)],
  };
}

/** More remain than are wanted, and no guess is made between them. */
export function refuseSeveral(site: Site, inventory: Inventory, rivals: readonly Disk[]): Refusal {
  const names = rivals.map(nameDiskAt).join(' and ');
  const count = countOf(site.machine.systemDisk);
  const wanted = count === 1 ? 'the system disk' : `the ${count} system disks that site.yaml asks for`;
  const mirror = mirrorOf(rivals, site, inventory);
  return {
    verdict: 'refuse',
    problem: `${rivals.length} disks could be ${wanted}${tieOf(site)}: ${names}. Nothing was changed.`,
    disks: verdictsFor(site, inventory, (disk) => (rivals.includes(disk) ? rivalVerdict(disk) : undefined), notSelected),
    remedies: [...waysToUse(rivals, site, inventory), ...(mirror === undefined ? [] : [mirror])],
  };
}

/** As many as the mirror needs, but on one device: either they fail together, or they are even the same. */
export function refuseShared(site: Site, inventory: Inventory, found: readonly Disk[]): Refusal {
  const reason = 'it is on the same device as the other one';
  return {
    verdict: 'refuse',
    problem: `${found.map(nameDiskAt).join(' and ')} are one device seen twice, and mirror nothing. Nothing was changed.`,
    disks: verdictsFor(site, inventory, (disk) => (found.includes(disk) ? { verdict: 'refused', reason } : undefined), notSelected),
    remedies: [`Put in another blank disk of at least ${formatBytes(smallestDiskBytes)}.`, ...waysToUse(found, site, inventory)],
  };
}

function noCandidate({ disks }: Inventory): string {
  if (disks.length === 0) return 'This machine has no disk that can be seen.';
  if (disks.some((disk) => disks.some((other) => other !== disk && other.bytes > 0 && isSamePlace(disk, other)))) return 'The same disk is seen twice, over two paths, and no other one can be the system disk. Nothing was changed.';
  return 'No disk of this machine can be the system disk. Nothing was changed.';
}

function noMatch({ machine }: Site, { disks }: Inventory, selector: DiskSelector): string {
  const wanted = disks.find((disk) => matches(disk, selector));
  const exclusion = wanted === undefined ? undefined : exclusionOf(wanted, machine);
  if (wanted === undefined || exclusion === undefined) {
    return `No disk fits what site.yaml asks for (${inOneLine(selector)}). Nothing was changed.`;
  }
  return `${nameDisk(wanted)} fits what site.yaml asks for, but ${exclusion}. Nothing was changed.`;
}

function waysToUse(disks: readonly Disk[], site: Site, inventory: Inventory): string[] {
  return disks.map((disk) => useDisk(disk, site.machine, inventory.disks, bySize(disk, site, inventory)));
}

// What has no name may still be the smallest or the largest of those that could be taken.
function bySize(disk: Disk, { machine }: Site, { disks }: Inventory): DiskSelector | undefined {
  const ways: DiskSelector[] = [{ pick: 'smallest' }, { pick: 'largest' }];
  return ways.find((systemDisk) => {
    const [only, ...more] = select(disks.filter((other) => exclusionOf(other, { ...machine, systemDisk }) === undefined), systemDisk);
    return only === disk && more.length === 0;
  });
}

function withoutCandidates(site: Site, inventory: Inventory): string[] {
  const external = inventory.disks.filter((disk) => mayBeNamed(disk, site, inventory));
  return [
    ...waysToUse(external, site, inventory),
    `Put in a blank disk of at least ${formatBytes(smallestDiskBytes)}.`,
    'A built-in disk that is missing here may be hidden by the firmware: set its controller to AHCI (not RAID, RST or VMD).',
  ];
}

// Disks that are excluded only because site.yaml does not name them.
function mayBeNamed(disk: Disk, site: Site, inventory: Inventory): boolean {
  const systemDisk = selectorFor(disk, inventory.disks);
  const isPromised = Object.values(site.machine.dataDisks).some((selector) => namesOneDisk(selector) && matches(disk, selector));
  if (systemDisk === undefined || isPromised) return false;
  return exclusionOf(disk, { ...site.machine, systemDisk }) === undefined;
}

function rivalVerdict(disk: Disk): Pick<DiskVerdict, 'verdict' | 'reason'> {
  return { verdict: 'refused', reason: `it is one of several that fit (${summarizeContents(disk)})` };
}

function tieOf({ machine: { systemDisk } }: Site): string {
  if (systemDisk?.pick === undefined) return '';
  return countOf(systemDisk) === 1 ? ` (they are equally the ${systemDisk.pick})` : ' (some are of the same size)';
}

/** A selector in a sentence: `transport: sata, count: 2`. */
export function inOneLine(selector: DiskSelector): string {
  return stringify(selector, { collectionStyle: 'flow' }).trim().replace(/^\{ | \}$/g, '');
}
