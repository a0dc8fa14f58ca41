/** What a site may ask for and Debian's installer does not give: a mistake in the site file, not a silence. Pure. */
import type { Finding } from '../../site/finding.ts';
import type { Site } from '../../site/site.ts';

/** Findings at the settings that the carrier cannot keep. */
export function refuseForDebian({ machine: { encryption, systemDisk, dataDisks } }: Site): Finding[] {
  return [
    ...(encryption === 'required' ? [refusal('encryption', 'plain Debian is installed without encryption', 'write encryption: off, or use the appliance')] : []),
    ...((systemDisk?.count ?? 1) === 1 ? [] : [refusal('systemDisk', 'plain Debian is installed onto one disk', 'leave count out, or use the appliance')]),
    ...(Object.keys(dataDisks).length === 0 ? [] : [refusal('dataDisks', 'plain Debian is installed without storage pools', 'leave them out and make file systems later, or use the appliance')]),
  ];
}

function refusal(setting: string, message: string, remedy: string): Finding {
  return { path: ['machine', setting], message, remedy };
}
