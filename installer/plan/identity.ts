/** Which very disk a plan is about: a path is only its place, and may be another disk's a second later. Pure. */
import type { Disk } from '../inventory/inventory.ts';
import { nameDisk, summarizeContents } from './disk-names.ts';
import type { DiskIdentity } from './install-plan.ts';
import { plainWwn } from './disk-identity.ts';
import { contentOf } from './stick-memory.ts';

export function identityOf(disk: Disk): DiskIdentity {
  const { path, serial, wwn, bytes, diskseq, isInUse } = disk;
  return { path, ...(serial === undefined ? {} : { serial }), ...(wwn === undefined ? {} : { wwn: plainWwn(wwn) }), bytes, ...(diskseq === undefined ? {} : { diskseq }), content: contentOf(disk), ...(isInUse === undefined ? {} : { isInUse }) };
}

/** Why the disk that has this path now is not the one that was decided about, or not as it was; undefined where it is. */
export function differenceFrom(identity: DiskIdentity, disk: Disk | undefined): string | undefined {
  const { path } = identity;
  if (disk === undefined) return `The disk at ${path} is not there any more.`;
  const now = identityOf(disk);
  const isOther = now.serial !== identity.serial || now.wwn !== identity.wwn || now.bytes !== identity.bytes || now.diskseq !== identity.diskseq;
  if (isOther) return `The disk at ${path} is another one than when the machine was looked at: now it is ${nameDisk(disk)}.`;
  if (disk.isInUse === true && identity.isInUse !== true) return `Something uses the disk at ${path} now: ${nameDisk(disk)}.`;
  return now.content === identity.content ? undefined : `What is on the disk at ${path} has changed since the machine was looked at: now it is ${summarizeContents(disk)}.`;
}

/** The steps, each with the identities of the disks that it writes to. */
export function identified<Named extends object>(steps: readonly Named[], disks: readonly Disk[]): Array<Named & { on?: readonly DiskIdentity[] }> {
  return steps.map((step) => {
    const on = disks.filter(({ path }) => pathsIn(step).includes(path)).map(identityOf);
    return on.length === 0 ? step : { ...step, on };
  });
}

function pathsIn(step: { disk?: unknown; disks?: unknown } | object): unknown[] {
  if ('disk' in step) return [step.disk];
  return 'disks' in step && Array.isArray(step.disks) ? step.disks : [];
}
