/** How much a service could do to the machine if somebody took it over: systemd's own rating, from 0 (nothing) to 10. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Rendered } from './cases.ts';
import { answersInside } from './validators.ts';

/** A unit that listens, or parses what others send, is rated no higher. */
export const mostExposure = 4.0;

const runsAndEnds = 'runs to its end at the start or after a change; hears nobody';
const kernelOnly = 'hears nobody but the kernel and the package that it came with';

/** Units that may be rated higher, each with the reason. Any other must not, a new one neither. */
export const excepted: Readonly<Record<string, string>> = {
  'ssh.service': 'whoever logs in is its child, and administers the machine',
  'getty@tty2.service': 'whoever logs in is its child, and administers the machine',
  'serial-getty@ttyS0.service': 'whoever logs in is its child, and administers the machine',
  'user@1000.service': 'the programs of somebody who has logged in',
  'systemd-udevd.service': kernelOnly,
  'console-setup.service': kernelOnly,
  'systemd-sysctl.service': kernelOnly,
  'nftables.service': kernelOnly,
  'emergency.service': runsAndEnds,
  'rescue.service': runsAndEnds,
  'pintxo-apply.service': runsAndEnds,
  'pintxo-bring-up.service': runsAndEnds,
  'pintxo-clock-change.service': runsAndEnds,
  'pintxo-fall-back.service': runsAndEnds,
  'pintxo-firewall-closed.service': runsAndEnds,
  'pintxo-flowtable.service': runsAndEnds,
  'pintxo-health.service': runsAndEnds,
  'pintxo-hostname.service': runsAndEnds,
  'pintxo-locale.service': runsAndEnds,
  'pintxo-pools.service': runsAndEnds,
  'pintxo-repair.service': runsAndEnds,
  'pintxo-watch.service': runsAndEnds,
  'pintxo-install.service': 'makes partitions and file systems, on the stick alone, where no data is open yet; hears nobody',
};

const overlay = fileURLToPath(new URL('../../../overlays/root', import.meta.url));
const fromDebian = ['systemd-networkd.service', 'systemd-journald.service', 'systemd-logind.service', 'systemd-udevd.service', 'dbus-broker.service'];

/** The rating of every service that we ship, render or start. Needs root; `tools` is an unpacked Debian 13 tree. */
export async function exposures(rendered: Rendered, tools: string): Promise<ReadonlyMap<string, number>> {
  const units = unitsIn(rendered);
  const answers = await answersInside(rendered.files, tools, units.map((unit) => `systemd-analyze security --offline=true --no-pager ${unit}`), { beneath: overlay });
  return new Map(units.map((unit, index) => [unit, ratingIn(answers[index]?.output ?? '')]));
}

function unitsIn({ plan, files }: Rendered): string[] {
  const rendered = [...files].flatMap(([path, { kind }]) => (kind === 'file' && path.startsWith('/etc/systemd/system/') ? [path.slice('/etc/systemd/system/'.length)] : []));
  const ours = readdirSync(`${overlay}/usr/lib/systemd/system`, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  const all = [...rendered, ...ours, ...plan.facts.units.map(({ unit }) => unit), ...fromDebian];
  return [...new Set(all)].filter((name) => /^[^/@]+\.service$/.test(name)).sort();
}

// One that could not be rated counts as the worst.
function ratingIn(output: string): number {
  return Number(/Overall exposure level for \S+: (\d+\.\d+)/.exec(output)?.[1] ?? 10);
}

/** The units whose rating is too high, as `unit: rating`. */
export function tooExposed(ratings: Iterable<readonly [string, number]>): string[] {
  return [...ratings].flatMap(([unit, rating]) => (rating > mostExposure && excepted[unit] === undefined ? [`${unit}: ${rating}`] : []));
}
