/** The status of an installed machine as the screen in front of it shows it. Pure. */
import { isWithin, privateRanges, withoutPrefix } from '../../templates/topology.ts';
import type { Status } from '../../templates/contract.ts';
import { urlOf, urlsOf } from '../ui/reach.ts';
import { drawView, type Size } from '../ui/screen.ts';
import type { Section, View } from '../ui/view.ts';

/** `reachable` are the addresses under which the house finds the machine, without prefix length. */
export function statusScreen(status: Status, reachable: readonly string[], size: Size, colour = false): string[] {
  return drawView(statusView(status, reachable), size, colour)[0] ?? [];
}

const headlines: Readonly<Record<Status['state'], string>> = {
  healthy: 'Healthy: everything runs',
  starting: 'Starting: not everything runs yet',
  degraded: 'Degraded: something does not run',
};

const moods = { healthy: 'good', starting: 'calm', degraded: 'bad' } as const;

/** What is on the screen, the most important first. */
export function statusView(status: Status, reachable: readonly string[]): View {
  const { state, site, release, addresses } = status;
  return {
    name: site.domain,
    version: release.version,
    mood: moods[state],
    headline: headlines[state],
    url: codeUrl(status, reachable),
    sections: [
      wrongSection(status),
      { title: 'To know', lines: [...(status.network?.notes ?? [])], rank: 1 },
      helpSection(status),
      waitingSection(status),
      { title: 'On a phone or computer in the same network', lines: [`https://${site.domain}/`, ...urlsOf(reachable)], rank: 2 },
      { title: 'Addresses of this machine', lines: addresses.length === 0 ? ['none yet'] : [addresses.join('  ')], rank: 5 },
      { lines: ['Alt+F2: log in on this screen. Alt+F1: back to this page.', `As of ${status.updatedAt.slice(0, 16).replace('T', ' ')} UTC.`], rank: 3 },
      authoritySection(status),
    ],
  };
}

// A name needs our name server; an address works for a guest with a phone too.
function codeUrl({ site }: Status, reachable: readonly string[]): string {
  const address = reachable.find((candidate) => isWithin(privateRanges.ipv4, withoutPrefix(candidate)));
  return address === undefined ? `https://${site.domain}/` : urlOf(address);
}

function wrongSection({ state, checks }: Status): Section {
  const bad = checks.filter(({ ok }) => !ok);
  return { title: state === 'starting' ? 'Not there yet' : 'What is wrong', lines: bad.map(({ title, detail }) => `${title}: ${detail}`), rank: 1, shorten: 'end' };
}

function helpSection({ state, checks, site }: Status): Section {
  if (state !== 'degraded') return { lines: [], rank: 0 };
  const units = checks.flatMap(({ ok, detail }) => (ok ? [] : (/^(\S+\.(?:service|timer|socket|mount)) is /.exec(detail)?.[1] ?? [])));
  return {
    title: 'What helps',
    lines: [
      `Log in (Alt+F2, or SSH to ${site.domain}) and look: pintxo status`,
      ...[...new Set(units)].slice(0, 4).map((unit) => `Why it does not run: journalctl --boot --unit ${unit}`),
      'It is looked at again every 5 minutes; a restart of the machine does no harm.',
    ],
    rank: 0,
  };
}

// The console beside the screen is there while something waits (pintxo-proposal@).
function waitingSection({ waiting = [] }: Status): Section {
  if (waiting.length === 0) return { lines: [], rank: 1 };
  const lines = waiting.map(({ title, detail }) => `${title}: ${detail}`);
  return { title: 'Waits for the administrator, and was not taken over', lines: [...lines, 'Log in and run: sudo pintxo accept. Or here, with the recovery key: Alt+F3.'], rank: 1 };
}

function authoritySection({ authority }: Status): Section {
  return authority === null ? { lines: [], rank: 4 } : { title: "Fingerprint of the site's authority (SHA-256)", lines: [spaced(authority.fingerprintSha256)], rank: 4 };
}

// As browsers show it, in parts that fit on a line.
function spaced(fingerprint: string): string {
  return fingerprint.match(/(?:[0-9A-F]{2}:?){1,8}/g)?.join(' ') ?? fingerprint;
}
