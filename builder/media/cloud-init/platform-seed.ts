/** The seed by which the platform image gets its site.yaml where it runs as a guest. Pure. */
import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { seedSitePath } from '../../../installer/plan/seed.ts';

/** user-data that hands the text over exactly as it was written. */
export function platformUserData(siteText: string): string {
  const content = Buffer.from(siteText).toString('base64');
  return `#cloud-config\n${stringify({ write_files: [{ path: seedSitePath, encoding: 'b64', permissions: '0600', content }] }, { lineWidth: 0 })}`;
}

export function platformMetaData(siteText: string): string {
  const identity = createHash('sha256').update(siteText).digest('hex').slice(0, 16);
  return stringify({ 'instance-id': `pintxo-${identity}` });
}
