/** Which disks the Proxmox installer may take, as filters that can match nothing else: the appliance's rules. Pure. */
import { stringify } from 'yaml';
import { namesSerial, plainSerial } from '../../../installer/plan/disk-identity.ts';
import { carriesPintxo } from '../../../installer/plan/labels.ts';
import { consentFor, refusalToErase } from '../../../installer/plan/consent.ts';
import { nameDiskAt } from '../../../installer/plan/disk-names.ts';
import { exclusionOf } from '../../../installer/plan/exclusions.ts';
import { allowErasing, useDisk } from '../../../installer/plan/remedies.ts';
import { select } from '../../../installer/plan/selector.ts';
import type { Disk, Inventory } from '../../../installer/inventory/inventory.ts';
import type { Finding } from '../../site/finding.ts';
import type { DiskSelector, Site } from '../../site/site.ts';
import { exactGlob } from './answer/glob.ts';
import { namedProperties, propertiesOf } from './disk-properties.ts';

/** Properties of udev; a disk is taken if any of them matches. */
export type DiskFilter = Readonly<Record<string, string>>;

export interface ChosenDisks {
  readonly filter: DiskFilter;
  readonly count: number;
}

/** The filter or, in words, why there is none: without an inventory the site must name the disk, for Proxmox asks nobody. */
export function chooseDisks(site: Site, inventory: Inventory | undefined): ChosenDisks | Finding {
  return inventory === undefined ? chooseNamed(site.machine) : chooseSeen(site.machine, inventory.disks);
}

const where = ['machine', 'systemDisk'];

function chooseNamed({ systemDisk, wipe }: Site['machine']): ChosenDisks | Finding {
  const filter = namedFilter(systemDisk ?? {});
  if (filter === undefined) return unnamed;
  const isAllowed = wipe === 'any' || namesSerial(wipe, systemDisk?.serial);
  return isAllowed ? { filter, count: 1 } : unallowed(systemDisk?.serial);
}

const unnamed: Finding = {
  path: where,
  message: 'the Proxmox installer cannot tell a blank disk from a full one, so this needs one disk by name',
  remedy: 'write its serial below machine.systemDisk, or give the machine as the stick saw it: --machine inventory.json',
};

function unallowed(serial: string | undefined): Finding {
  const line = serial === undefined ? 'wipe: any' : `wipe: ${stringify([plainSerial(serial)], { collectionStyle: 'flow', flowCollectionPadding: false }).trimEnd()}`;
  const message = 'the Proxmox installer erases the disk whatever it holds, and site.yaml does not allow that';
  return { path: where, message, remedy: `add below machine: ${line}; or give --machine inventory.json that shows a blank disk` };
}

function namedFilter(selector: DiskSelector): DiskFilter | undefined {
  const properties = namedProperties(selector);
  return properties && Object.fromEntries(properties.map(([key, value]) => [key, exactGlob(value)]));
}

/** The disks of a machine that was seen which Proxmox VE itself would get, were there no doubt. */
export function seenDisks(machine: Site['machine'], disks: readonly Disk[]): Disk[] {
  return select(disks.filter((disk) => exclusionOf(disk, machine) === undefined), machine.systemDisk);
}

function chooseSeen(machine: Site['machine'], disks: readonly Disk[]): ChosenDisks | Finding {
  const installed = refuseInstalled(machine, disks);
  if (installed !== undefined) return installed;
  const chosen = seenDisks(machine, disks);
  const wanted = machine.systemDisk?.count ?? 1;
  if (chosen.length < wanted) return tooFew(machine, disks, chosen.length, wanted);
  if (chosen.length > wanted) return tooMany(machine, disks, chosen);
  const guarded = chosen.find((disk) => consentFor(disk, machine.wipe, disks) === undefined);
  if (guarded !== undefined) return refuseErasing(machine, disks, guarded);
  const filter = filterFor(chosen, disks);
  return filter === undefined ? indistinct(chosen) : { filter, count: chosen.length };
}

// A machine that is installed is left alone by every carrier, and a reset must not leave half of it.
function refuseInstalled(machine: Site['machine'], disks: readonly Disk[]): Finding | undefined {
  const installed = disks.filter(carriesPintxo);
  const chosen = seenDisks(machine, disks);
  const left = machine.reinstall === 'reset' ? installed.filter((disk) => !chosen.includes(disk)) : installed;
  if (left.length === 0) return undefined;
  const message = `Pintxo is installed on ${left.map(nameDiskAt).join(' and ')}`;
  return { path: where, message, remedy: 'take that out of the machine; or write reinstall: reset below machine, and the serials under wipe' };
}

function tooFew(machine: Site['machine'], disks: readonly Disk[], found: number, wanted: number): Finding {
  const excluded = disks.map((disk) => `${nameDiskAt(disk)}: ${exclusionOf(disk, machine) ?? 'not selected by site.yaml'}`);
  const message = found === 0 ? 'no disk of this machine can take Proxmox VE' : `${wanted} disks are wanted, and only ${found} can take Proxmox VE`;
  return { path: where, message, remedy: ['what was seen:', ...excluded].join('\n') };
}

function tooMany(machine: Site['machine'], disks: readonly Disk[], chosen: readonly Disk[]): Finding {
  const message = `${chosen.length} disks could take Proxmox VE, and no guess is made between them`;
  return { path: where, message, remedy: chosen.map((disk) => useDisk(disk, machine, disks)).join('\n') };
}

function refuseErasing(machine: Site['machine'], disks: readonly Disk[], disk: Disk): Finding {
  const message = `${nameDiskAt(disk)}: ${refusalToErase(disk, machine.wipe)}`;
  return { path: where, message, remedy: allowErasing(disk, machine, disks) };
}

function indistinct(chosen: readonly Disk[]): Finding {
  const message = `nothing tells ${chosen.map(nameDiskAt).join(' and ')} apart from the other disks`;
  return { path: where, message, remedy: 'take the other disks out of the machine while Proxmox VE is installed' };
}

/** One property for each disk, each under a key of its own, that no other disk of the machine has. */
function filterFor(chosen: readonly Disk[], disks: readonly Disk[]): DiskFilter | undefined {
  return chosen.reduce<DiskFilter | undefined>((filter, disk) => {
    const own = propertiesOf(disk).find(([key, value]) => {
      const isShared = disks.some((other) => other !== disk && propertiesOf(other).some((property) => property[0] === key && property[1] === value));
      return !isShared && filter !== undefined && !(key in filter);
    });
    return filter === undefined || own === undefined ? undefined : { ...filter, [own[0]]: exactGlob(own[1]) };
  }, {});
}
