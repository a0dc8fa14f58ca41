/** What the probes saw, turned into the status that people and the boot loader get. Pure. */
import type { Plan } from '../../builder/plan/plan.ts';
import { describeWaiting } from '../plan/waiting.ts';
import { plain } from '../../builder/render/plain.ts';
import { durationInWords } from '../../builder/render/page.ts';
import type { NetworkStatus } from '../../templates/contract-network.ts';
import type { Status } from '../../templates/contract.ts';

export interface CheckResult {
  readonly title: string;
  readonly module: string;
  readonly ok: boolean;
  readonly detail: string;
  /** A bad result is the machine's fault, not the version's. */
  readonly blame?: 'machine' | undefined;
}

/** Facts about the machine that only the machine can tell. */
export interface Observed {
  readonly hostname: string;
  readonly uptimeSeconds: number;
  readonly addresses: readonly string[];
  readonly authority: Status['authority'];
  readonly network?: NetworkStatus | null | undefined;
  /** Nobody has the recovery key of the encrypted disks yet. */
  readonly sheetWaits?: boolean | undefined;
  readonly waiting?: Status['waiting'];
  /** Milliseconds since 1970, by the machine's clock. */
  readonly now: number;
}

/** Whether the version that runs does its work, whatever is broken in the machine. */
export function isVersionGood(results: readonly CheckResult[]): boolean {
  return results.length > 0 && results.every(({ ok, blame }) => ok || blame === 'machine');
}

/** Healthy when there were checks and every one is good; while starting, a bad check is not yet a fault. */
export function statusOf(plan: Plan, results: readonly CheckResult[], observed: Observed, isStarting: boolean): Status {
  const isHealthy = results.length > 0 && results.every((result) => result.ok);
  return {
    state: isHealthy ? 'healthy' : isStarting ? 'starting' : 'degraded',
    site: { name: plan.site.site.name, domain: plan.site.site.domain },
    release: plan.release,
    hostname: observed.hostname,
    uptimeSeconds: Math.round(observed.uptimeSeconds),
    addresses: observed.addresses,
    checks: results.map(({ title, module, ok, detail }) => ({ title, module, ok, detail })),
    services: plan.facts.published.map(({ title, host }) => ({ title, host, url: `https://${host}/` })),
    authority: observed.authority,
    network: observed.network ?? null,
    sheetWaits: observed.sheetWaits ?? false,
    waiting: observed.waiting ?? [],
    updatedAt: new Date(observed.now).toISOString(),
  };
}

/** The status as text for a terminal. */
export function describeStatus(status: Status): string[] {
  return linesOf(status).map((line) => plain(line));
}

function linesOf(status: Status): string[] {
  return [
    `${status.site.domain} is ${status.state} (Pintxo ${status.release.version}${status.release.unofficial === true ? ', unofficial build' : ''}, up ${durationInWords(status.uptimeSeconds)})`,
    `addresses: ${status.addresses.join(', ') || 'none yet'}`,
    ...status.checks.map(({ ok, title, detail }) => `  ${ok ? 'ok    ' : 'FAILED'}  ${title}: ${detail}`),
    ...describeWaiting(status.waiting ?? []).map((line) => `  waits   ${line}`),
    ...(status.network?.notes ?? []).map((note) => `  note    ${note}`),
    ...status.services.map(({ title, url }) => `  ${title}: ${url}`),
    ...(status.authority === null ? [] : [`CA fingerprint (SHA-256): ${status.authority.fingerprintSha256}`]),
    `as of ${status.updatedAt}`,
  ];
}
