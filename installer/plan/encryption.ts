/** Whether data is encrypted at rest. Pure. */
import { stringify } from 'yaml';
import type { Site } from '../../builder/site/site.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { EncryptionDecision } from './install-plan.ts';
import type { PreflightProblem } from './preflight.ts';

type Policy = Site['machine']['encryption'];

/** Encryption needs a TPM 2 that answers, so that the machine starts with nobody beside it. */
export function decideEncryption(policy: Policy, tpm: Inventory['tpm']): EncryptionDecision | PreflightProblem {
  if (policy === 'off') return { encrypted: false, reason: 'site.yaml says encryption: off' };
  const obstacle = obstacleOf(tpm);
  if (obstacle === undefined) return { encrypted: true, reason: 'the TPM of this machine opens it at each start, and a recovery key if that fails' };
  return policy === 'required' ? refuse(obstacle) : { encrypted: false, reason: `${obstacle} (encryption: auto)` };
}

function obstacleOf(tpm: Inventory['tpm']): string | undefined {
  if (tpm === null) return 'this machine has no TPM, or its firmware has turned it off';
  if (tpm.version !== 2) return 'the TPM of this machine is of version 1, which cannot do it';
  if (tpm.usable === false) return 'the TPM of this machine does not answer';
  return tpm.isLogged === false ? 'the firmware of this machine does not write down what it starts, so the TPM cannot be told what the disk will start' : undefined;
}

function refuse(obstacle: string): PreflightProblem {
  return {
    problem: `site.yaml says encryption: required, but ${obstacle}. Nothing was changed.`,
    remedies: [
      'In the firmware settings, turn the TPM on (also called fTPM, PTT or Security Device), then start the stick again.',
      `To install without encryption, write into site.yaml:\n${stringify({ machine: { encryption: 'off' } }).trimEnd()}`,
    ],
  };
}
