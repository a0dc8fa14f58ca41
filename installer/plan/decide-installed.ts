/** What happens on a machine that carries Pintxo already: it is never installed over. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { nameDisk, nameDiskAt } from './disk-names.ts';
import type { BootOn, Refusal } from './install-plan.ts';
import { isStick } from './labels.ts';
import { nameInSite } from './remedies.ts';
import { matches, namesOneDisk, select } from './selector.ts';
import { verdictsFor } from './verdicts.ts';

/** `installed`: the disks that carry Pintxo, at least one. */
export function decideInstalled(site: Site, inventory: Inventory, installed: readonly Disk[]): BootOn | Refusal {
  const elsewhere = otherDiskNamed(site, inventory, installed);
  if (elsewhere !== undefined) return refuseElsewhere(site, inventory, installed, elsewhere);
  const [only, ...more] = installed;
  if (only !== undefined && more.length === 0) return bootOn(site, inventory, installed, only);
  const { systemDisk } = site.machine;
  const [selected, ...rest] = systemDisk === undefined ? installed : select(installed, systemDisk);
  return selected !== undefined && rest.length === 0
    ? bootOn(site, inventory, installed, selected)
    : refuseSeveral(site, inventory, installed);
}

// A wish that names one disk is not overruled silently; `smallest` and the like are about new machines.
function otherDiskNamed({ machine: { systemDisk } }: Site, { disks }: Inventory, installed: readonly Disk[]): Disk | undefined {
  if (systemDisk === undefined || !namesOneDisk(systemDisk)) return undefined;
  if (installed.some((disk) => matches(disk, systemDisk))) return undefined;
  return disks.find((disk) => matches(disk, systemDisk) && !isStick(disk));
}

function bootOn(site: Site, inventory: Inventory, installed: readonly Disk[], disk: Disk): BootOn {
  const reason = 'it carries Pintxo: nothing is installed, the machine boots on from it';
  return {
    verdict: 'boot-on',
    disk,
    disks: verdictsFor(
      site,
      inventory,
      (other) => (other === disk ? { verdict: 'kept', reason } : keptInstallation(installed, other)),
      leftAlone,
    ),
  };
}

function refuseElsewhere(site: Site, inventory: Inventory, installed: readonly Disk[], wanted: Disk): Refusal {
  const names = installed.map(nameDiskAt).join(' and ');
  const reason = 'site.yaml names it, but Pintxo is installed on another disk';
  return {
    verdict: 'refuse',
    problem:
      `site.yaml wants ${nameDiskAt(wanted)} as the system disk, but Pintxo is installed on ${names}. ` +
      'Nothing was changed.',
    disks: verdictsFor(
      site,
      inventory,
      (disk) => (disk === wanted ? { verdict: 'refused', reason } : keptInstallation(installed, disk)),
      leftAlone,
    ),
    remedies: [
      'To go on with the installation that is there, take systemDisk out of site.yaml.',
      `To install on ${nameDisk(wanted)}, take ${names} out of the machine first.`,
    ],
  };
}

function refuseSeveral(site: Site, inventory: Inventory, installed: readonly Disk[]): Refusal {
  const names = installed.map(nameDiskAt).join(' and ');
  const reason = 'it carries Pintxo, and so does another disk';
  return {
    verdict: 'refuse',
    problem: `Pintxo is installed on ${installed.length} disks: ${names}. Nothing was changed.`,
    disks: verdictsFor(
      site,
      inventory,
      (disk) => (installed.includes(disk) ? { verdict: 'refused', reason } : undefined),
      leftAlone,
    ),
    remedies: [
      ...installed.flatMap((disk) => nameInSite(disk, inventory.disks) ?? []),
      'Or leave only one of them in the machine.',
    ],
  };
}

const leftAlone = 'left as it is';

function keptInstallation(installed: readonly Disk[], disk: Disk): { verdict: 'kept'; reason: string } | undefined {
  return installed.includes(disk) ? { verdict: 'kept', reason: 'it carries Pintxo and is left as it is' } : undefined;
}
