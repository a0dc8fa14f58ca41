/** What happens on a machine that carries Pintxo already: without being told so, nothing is installed over it. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { decideReset, isResetAskedFor } from './decide-reset.ts';
import { nameDisk, nameDiskAt } from './disk-names.ts';
import type { BootOn, InstallPlan, Refresh, Refusal, StickContent } from './install-plan.ts';
import { chooseInstallation, type Installation } from './installations.ts';
import { isHalfMade, isStick } from './labels.ts';
import { refreshFor, whyNoRefresh } from './decide-refresh.ts';
import { nameInSite } from './remedies.ts';
import { matches, namesOneDisk } from './selector.ts';
import { type Verdict, verdictsFor } from './verdicts.ts';

/** `installed`: the disks that carry Pintxo, at least one. */
export function decideInstalled(
  site: Site,
  inventory: Inventory,
  installed: readonly Disk[],
  stick: StickContent | undefined,
): BootOn | Refresh | InstallPlan | Refusal {
  const elsewhere = otherDiskNamed(site, inventory, installed);
  if (elsewhere !== undefined) return refuseElsewhere(site, inventory, installed, elsewhere);
  if (stick !== undefined && isResetAskedFor(site, installed, stick)) return decideReset(site, inventory, installed);
  const installation = chooseInstallation(site, installed);
  if (installation === undefined) return refuseSeveral(site, inventory, installed);
  const refresh = stick && refreshFor(site, inventory, installation, stick);
  return refresh ?? bootOn(site, inventory, installed, installation, stick);
}

// A wish that names one disk is not overruled silently; `smallest` and the like are about new machines.
function otherDiskNamed({ machine: { systemDisk } }: Site, { disks }: Inventory, installed: readonly Disk[]): Disk | undefined {
  if (systemDisk === undefined || !namesOneDisk(systemDisk)) return undefined;
  if (installed.some((disk) => matches(disk, systemDisk))) return undefined;
  return disks.find((disk) => matches(disk, systemDisk) && !isStick(disk));
}

function bootOn(
  site: Site,
  inventory: Inventory,
  installed: readonly Disk[],
  installation: Installation,
  stick: StickContent | undefined,
): BootOn {
  const why = stick && whyNoRefresh(site, installation, stick);
  const one = installation.length === 1;
  const what = one ? 'it carries Pintxo' : 'it carries one half of a mirror with Pintxo';
  const reason = `${what}: nothing is installed, the machine boots on from it${one ? '' : ' or the other half'}${why === undefined ? '' : `; ${why}`}`;
  const verdictOn = (disk: Disk): Verdict | undefined =>
    installation.includes(disk) ? { verdict: 'kept', reason } : keptInstallation(installed, disk);
  return { verdict: 'boot-on', disk: installation[0], disks: verdictsFor(site, inventory, verdictOn, leftAlone) };
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
    problem: `Pintxo is installed on ${installed.length} disks that do not belong together: ${names}. Nothing was changed.`,
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

function keptInstallation(installed: readonly Disk[], disk: Disk): Verdict | undefined {
  if (installed.includes(disk)) return { verdict: 'kept', reason: 'it carries Pintxo and is left as it is' };
  return isHalfMade(disk) ? { verdict: 'kept', reason: 'it holds an unfinished part of an installation, which the installed system looks after' } : undefined;
}
