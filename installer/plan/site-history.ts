/** Which site files a machine has had from sticks. Pure. */
import type { Disk, InstallationRecord } from '../inventory/inventory.ts';

/** Whether what this site file asks for was done on the disk with this record, be it long ago. */
export function isCarriedOut(record: InstallationRecord | undefined, digest: string): boolean {
  return record !== undefined && (record.siteDigest === digest || (record.earlierSites ?? []).includes(digest));
}

/** The site files that these disks have had before the one with this digest, each once. */
export function earlierSitesOf(disks: readonly Disk[], digest: string): string[] {
  const all = disks.flatMap(({ installation }) => (installation === undefined ? [] : [...(installation.earlierSites ?? []), installation.siteDigest]));
  return [...new Set(all)].filter((earlier) => earlier !== digest);
}
