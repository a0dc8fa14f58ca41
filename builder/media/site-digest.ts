/** How a medium, a disk or a node remembers a site file. Pure. */
import { createHash } from 'node:crypto';

/** Hexadecimal SHA-256 of site.yaml as it was written. */
export function siteDigest(siteText: string): string {
  return createHash('sha256').update(siteText).digest('hex');
}
