/** Everything anew over an installed machine: only where site.yaml says so twice, and only once. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { decideNew } from './decide-new.ts';
import { nameDiskAt } from './disk-names.ts';
import { dataLabel, joiningLabel } from './labels.ts';
import type { InstallPlan, Refusal, StickContent } from './install-plan.ts';
import { isCarriedOut } from './site-history.ts';
import { verdictsFor } from './verdicts.ts';

/**
 * A machine that was reset has the digest of the site file that asked for it: the same stick does not ask again, also when
 * another one came in between. One
 * such disk is enough, since none is finished before all were erased. A disk that does not say whether it was reset
 * may have been, long ago: its data is not lost over a note that cannot be read.
 */
export function isResetAskedFor({ machine }: Site, installed: readonly Disk[], { siteDigest }: StickContent): boolean {
  return machine.reinstall === 'reset' && installed.every((disk) => !isCarriedOut(disk.installation, siteDigest) && !isUntold(disk));
}

/** Whether the disk holds data but not the note of what was installed. A reset that was cut short erased the data first. */
export function isUntold({ installation, partitions }: Disk): boolean {
  return installation === undefined && partitions.some(({ label = '', signatures }) => [dataLabel, joiningLabel].includes(label) && signatures.length > 0);
}

/**
 * The same choice as on a new machine, with the installed disks among the candidates: after a power cut it comes to
 * the same end. An installation must not be left over beside the new one.
 */
export function decideReset(site: Site, inventory: Inventory, installed: readonly Disk[]): InstallPlan | Refusal {
  const decision = decideNew(site, inventory);
  if (decision.verdict === 'refuse') return { ...decision, remedies: [...decision.remedies, insteadOfReset] };
  const left = installed.filter((disk) => !decision.systemDisks.includes(disk));
  return left.length === 0 ? decision : refuseLeftOver(site, inventory, left);
}

const insteadOfReset = 'To go on with the installation that is there, take reinstall: reset out of site.yaml.';

function refuseLeftOver(site: Site, inventory: Inventory, left: readonly Disk[]): Refusal {
  const names = left.map(nameDiskAt).join(' and ');
  const reason = 'it carries Pintxo, and the reset that site.yaml asks for would leave it beside the new installation';
  return {
    verdict: 'refuse',
    problem: `The reset that site.yaml asks for would leave Pintxo on ${names}. Nothing was changed.`,
    disks: verdictsFor(site, inventory, (disk) => (left.includes(disk) ? { verdict: 'refused', reason } : undefined), 'left as it is'),
    remedies: [`Take ${names} out of the machine, or let systemDisk in site.yaml choose all installed disks.`, insteadOfReset],
  };
}
