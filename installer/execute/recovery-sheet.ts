/** The recovery sheet: what a person needs on a bad day, on one page. Pure. */
import type { Site } from '../../builder/site/site.ts';

export interface RecoverySheet {
  readonly site: Pick<Site, 'site' | 'admin'>;
  readonly recoveryKey: string;
  /** Names of the disks that the key opens, as on their labels. */
  readonly disks: readonly string[];
  /** SHA-256 of the site's root certificate, upper case, colon separated. */
  readonly authorityFingerprint: string;
  /** PEM: needed only to make a new issuing certificate for people's devices to trust without another visit to each. */
  readonly authorityKey: string;
}

export function recoverySheetLines(sheet: RecoverySheet): string[] {
  const { site, admin } = sheet.site;
  return [
    `Recovery sheet of ${site.name} (${site.domain})`,
    '',
    'Keep this where a fire in the house does not reach it, and where no stranger does.',
    '',
    'Recovery key: opens the disks when the TPM of the machine does not',
    '(new mainboard, cleared TPM, disk in another machine). Type it when the screen asks.',
    '',
    `    ${sheet.recoveryKey}`,
    '',
    `Disks:          ${sheet.disks.join(', ')}`,
    `Administrator:  ssh ${admin.name}@${site.domain} (or ${admin.name}@pintxo.local), with the SSH key of site.yaml`,
    `Portal:         https://${site.domain}/`,
    `CA fingerprint: ${sheet.authorityFingerprint}`,
  ];
}

/** As it is encrypted to the administrator: the lines, and the key of the certificate authority. */
export function recoverySheetText(sheet: RecoverySheet): string {
  return [...recoverySheetLines(sheet), '', 'Key of the certificate authority (root.key):', '', sheet.authorityKey.trim(), ''].join('\n');
}

/** Public keys that age can encrypt to: RSA and Ed25519 SSH keys, and age's own. Keys on tokens cannot decrypt. */
export function recipientsOf({ sshKeys, recoveryKeys }: Site['admin']): string[] {
  return [...sshKeys.filter((key) => /^ssh-(ed25519|rsa) /.test(key)), ...recoveryKeys];
}
