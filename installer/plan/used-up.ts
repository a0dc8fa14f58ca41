/** The refusal of a stick that has installed a machine, and what somebody can do who means another disk. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { nameDiskAt } from './disk-names.ts';
import type { InstallPlan, Refusal } from './install-plan.ts';
import type { KeyVerifier, RememberedInstallation } from './stick-memory.ts';
import { verdictsFor } from './verdicts.ts';

export function refuseUsedUp(site: Site, inventory: Inventory, plan: InstallPlan, known: readonly RememberedInstallation[], why: 'this-machine' | 'other-machine'): Refusal {
  const whole = known.filter(({ isWhole }) => isWhole);
  const keys = keysOf(whole);
  const names = plan.systemDisks.map(nameDiskAt).join(' and ');
  const before = [...new Set(whole.flatMap(({ disks }) => disks))].join(', ') || 'without a serial';
  const what = why === 'this-machine' ? `this machine, onto the disk ${before}, which does not show itself as installed now` : `another machine, onto the disk ${before}`;
  const reason = 'this stick has installed a machine already, and installs on no other disk by itself';
  return {
    verdict: 'refuse',
    problem: `With this site.yaml the stick has installed ${what}. On ${names} it installs nothing by itself. Nothing was changed.`,
    disks: verdictsFor(site, inventory, (disk) => (plan.systemDisks.includes(disk) ? { verdict: 'refused', reason } : undefined), 'left as it is'),
    remedies: [
      ...(why === 'this-machine' ? ['If the disk of this machine is only not found: switch it off, look at the disk and its cable, and start again.'] : []),
      ...(keys.length > 0 ? [`To install on ${names} all the same, type the recovery key of the machine that was installed, at the screen or the serial console of this one, and press Enter.`] : []),
      `${keys.length > 0 ? 'Or put' : `To install on ${names} all the same, put`} the stick into a computer, and allow one more installation: pintxo configure --again /dev/STICK`,
      'A site.yaml that was changed is a new one, and may be installed again. For several machines from one stick, write machine.installations: 10 (or as many as there are).',
    ],
    ...(keys.length === 0 ? {} : { keys }),
  };
}

/** Told beside a refusal to erase, where the consent in site.yaml was used before. */
export const usedConsent = 'What site.yaml allows erasing was meant for the disks of the first installation with it, and is used up: name the disk by its serial under wipe or, where it stands there already, allow one more installation: pintxo configure --again /dev/STICK';

function keysOf(whole: readonly RememberedInstallation[]): KeyVerifier[] {
  return whole.flatMap(({ key }) => key ?? []);
}
