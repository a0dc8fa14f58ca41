/** What the status says about the machine itself. */
import { X509Certificate } from 'node:crypto';
import { hostname, uptime } from 'node:os';
import type { Plan } from '../../builder/plan/plan.ts';
import type { Status } from '../../templates/contract.ts';
import { readWaiting } from '../execute/proposals.ts';
import { observeNetwork } from '../network/observe.ts';
import { tellWaiting } from '../plan/waiting.ts';
import { observedAddresses } from '../system/addresses.ts';
import { readText } from '../system/files.ts';
import { state } from '../system/paths.ts';
import type { Observed } from './verdict.ts';

export async function observe(plan: Plan): Promise<Observed> {
  const addresses = await observedAddresses(plan.machine.links);
  return {
    hostname: hostname(),
    uptimeSeconds: uptime(),
    addresses: addresses.map(({ cidr }) => cidr.replace(/\/.*/, '')),
    authority: await observeAuthority(plan),
    sheetWaits: (await readText(`${state.recovery}/unread`)) !== undefined,
    waiting: tellWaiting(await readWaiting()),
    network: await observeNetwork(plan).catch(() => null),
    now: Date.now(),
  };
}

/** Path of the site's root certificate; empty for a plan without an authority. */
export function authorityPath({ facts }: Plan): string {
  const secret = facts.secrets.find(({ kind }) => kind === 'certificate-authority');
  return secret === undefined ? '' : `${secret.path}/root.crt`;
}

async function observeAuthority(plan: Plan): Promise<Status['authority']> {
  const pem = await readText(authorityPath(plan));
  if (pem === undefined) return null;
  const certificate = new X509Certificate(pem);
  return {
    fingerprintSha256: certificate.fingerprint256,
    downloadUrl: `http://${plan.site.site.domain}/ca.crt`,
    validUntil: new Date(certificate.validTo).toISOString().slice(0, 10),
  };
}
