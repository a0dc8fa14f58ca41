/** Whether the administrator can have the recovery sheet of a machine that is to be encrypted. Pure. */
import { stringify } from 'yaml';
import type { Site } from '../../builder/site/site.ts';
import { recipientsOf } from '../execute/recovery-sheet.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { EncryptionDecision } from './install-plan.ts';
import type { PreflightProblem } from './preflight.ts';

/**
 * Asked before anything is erased: no page shows the key, so a sheet that neither a key of the site can have encrypted to it nor a
 * screen can show would be known to nobody. A screen that nobody looked for counts as none.
 */
export function sheetProblem(site: Site, { screen }: Pick<Inventory, 'screen'>, { encrypted }: EncryptionDecision): PreflightProblem | undefined {
  if (!encrypted || screen === true || recipientsOf(site.admin).length > 0) return undefined;
  const noScreen = screen === false ? 'this machine has no screen to show it on' : 'it is not known whether this machine has a screen to show it on';
  return {
    problem: `The data would be encrypted, and nobody could have the recovery key: no key in site.yaml can have it encrypted to it, and ${noScreen}. Nothing was changed.`,
    remedies: [
      `Add an SSH key of type Ed25519 or RSA under admin.sshKeys, or make a key with age-keygen and add its public half:\n${stringify({ admin: { recoveryKeys: ['age1...'] } }).trimEnd()}`,
      'Or connect a screen, then start the stick again, and write the key down when it is shown.',
      `Or install without encryption:\n${stringify({ machine: { encryption: 'off' } }).trimEnd()}`,
    ],
  };
}
