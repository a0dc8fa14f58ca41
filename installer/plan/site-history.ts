/** Which site files a machine has had from sticks. Pure. */
import { z } from 'zod';
import type { Disk, InstallationRecord } from '../inventory/inventory.ts';
import { SiteDigest } from '../inventory/parse-installation.ts';

/** Whether what this site file asks for was done on the disk with this record, be it long ago. */
export function isCarriedOut(record: InstallationRecord | undefined, digest: string): boolean {
  return record !== undefined && (record.siteDigest === digest || (record.earlierSites ?? []).includes(digest));
}

/**
 * Digests of site files by the disk that had them (its serial number, else its path), as the stick keeps them: a power cut
 * may come when a disk's own record is erased already and the new one is not yet written.
 */
export type SiteHistory = z.infer<typeof SiteHistory>;
const SiteHistory = z.record(z.string(), z.array(SiteDigest));

/** What a stick kept; nothing where that is missing or broken. */
export function parseSiteHistory(text: string | undefined): SiteHistory {
  try {
    return SiteHistory.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

/** What was kept, and what these disks say themselves. */
export function withRecordsOf(disks: readonly Disk[], kept: SiteHistory): SiteHistory {
  const known = disks.map((disk): [string, string[]] => [identityOf(disk), [...new Set([...(kept[identityOf(disk)] ?? []), ...recordedOn(disk)])]]);
  return { ...kept, ...Object.fromEntries(known.filter(([, digests]) => digests.length > 0)) };
}

/** The site files that these disks have had before the one with this digest, each once. */
export function earlierSitesOf(disks: readonly Disk[], digest: string, history: SiteHistory): string[] {
  const all = disks.flatMap((disk) => history[identityOf(disk)] ?? []);
  return [...new Set(all)].filter((earlier) => earlier !== digest);
}

function recordedOn({ installation }: Disk): string[] {
  return installation === undefined ? [] : [...(installation.earlierSites ?? []), installation.siteDigest];
}

function identityOf({ serial, path }: Disk): string {
  return serial ?? path;
}
