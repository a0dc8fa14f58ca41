/** The stick's system for an installed machine, with its data kept. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Disk, InstallationRecord, Inventory } from '../inventory/inventory.ts';
import { questionFor } from './decide-keep.ts';
import type { Refresh, StickContent } from './install-plan.ts';
import type { Installation } from './installations.ts';
import { isCarriedOut } from './site-history.ts';
import { parkSteps, refreshSteps } from './steps.ts';
import { verdictsFor } from './verdicts.ts';
import { compareVersions } from './version-order.ts';

/**
 * Only for disks that lag behind the stick, so that a forgotten stick does nothing twice and a power cut between two
 * halves of a mirror is made good. Undefined where there is nothing to do, or where any of the disks is newer: an older
 * system may not understand the data that a newer one left.
 */
export function refreshFor(site: Site, inventory: Inventory, installation: Installation, stick: StickContent): Refresh | undefined {
  if (isOlderThan(stick, installation)) return undefined;
  const toReinstall = laggards(installation, (record) => site.machine.reinstall === 'keep' && !isCarriedOut(record, stick.siteDigest));
  const toUpdate = laggards(installation, (record) => isNewer(stick, record));
  const systemDisks = installation.filter((disk) => toReinstall.includes(disk) || toUpdate.includes(disk));
  if (systemDisks.length === 0) return undefined;
  const reason = toReinstall.length > 0 ? 'reinstall' : 'newer';
  // The present system decides whether a new one may start. Where none starts any more, `reinstall: keep` helps; but what is
  // encrypted is opened for nothing that a stick alone brings.
  const isParked = installation.some(isEncrypted);
  const words = reason === 'reinstall' ? 'site.yaml asks to install the system anew (reinstall: keep)' : `the stick has a newer version (${stick.version})`;
  const verdict = { verdict: 'chosen', reason: `it carries Pintxo, and ${words}; its data is kept` } as const;
  return {
    verdict: 'refresh',
    reason,
    isParked,
    question: isParked && reason === 'reinstall' ? questionFor(installation, systemDisks, toReinstall) : undefined,
    systemDisks,
    disks: verdictsFor(site, inventory, (disk) => (systemDisks.includes(disk) ? verdict : keptHalf(installation, disk)), 'left as it is'),
    steps: isParked ? parkSteps(systemDisks, toReinstall) : refreshSteps(systemDisks, toReinstall),
  };
}

// The TPM gives the key only to the system that it knows.
export function isEncrypted({ partitions }: Disk): boolean {
  return partitions.some(({ signatures }) => signatures.some(({ type }) => type === 'crypto_LUKS'));
}

function isNewer({ version }: StickContent, record: InstallationRecord): boolean {
  return compareVersions(version, record.version) > 0;
}

/** Why an installed machine is left as it is although site.yaml or a newer stick asks for something; undefined where nothing does. */
export function whyNoRefresh({ machine: { reinstall } }: Site, installation: Installation, stick: StickContent): string | undefined {
  const records = installation.flatMap((disk) => disk.installation ?? []);
  if (reinstall === 'never') return undefined;
  if (records.some((record) => isCarriedOut(record, stick.siteDigest))) return `reinstall: ${reinstall} was carried out already`;
  return `reinstall: ${reinstall} is not carried out, because ${obstacleFor(reinstall, installation, stick)}`;
}

function obstacleFor(reinstall: 'keep' | 'reset', installation: Installation, stick: StickContent): string {
  if (reinstall === 'reset') return 'a disk does not say whether that was done already. To erase it all the same, do so in another computer';
  return isOlderThan(stick, installation) ? `the stick has an older version (${stick.version})` : 'the disk does not say what is installed, or cannot be written';
}

function isOlderThan({ version }: StickContent, installation: Installation): boolean {
  return installation.some((disk) => disk.installation !== undefined && compareVersions(version, disk.installation.version) < 0);
}

function laggards(installation: Installation, isBehind: (record: InstallationRecord) => boolean): Disk[] {
  return installation.filter((disk) => !disk.readOnly && disk.installation !== undefined && isBehind(disk.installation));
}

function keptHalf(installation: Installation, disk: Disk): { verdict: 'kept'; reason: string } | undefined {
  return installation.includes(disk) ? { verdict: 'kept', reason: 'it carries Pintxo and is as new as the stick' } : undefined;
}
