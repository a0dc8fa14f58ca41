/** What the rules and the resolver cost, as ratios within one run, in namespaces of their own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderCase } from '../builder/render/cases.ts';
import { writeTree } from '../builder/render/tree.ts';
import { median } from '../median.ts';

const [script, speaker] = ['measure.sh', 'measure.pl'].map((name) => fileURLToPath(new URL(name, import.meta.url)));
// All turns together take about half a minute on an idle computer.
const patienceMs = 600_000;
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl alex@laptop';

/** `tools` is the path of an unpacked Debian 13 tree with the packages of the modules. Needs root. */
export async function measureNetwork(tools: string): Promise<Record<string, number>> {
  const work = mkdtempSync(join(tmpdir(), 'pintxo-measure-'));
  try {
    const render: Record<string, number> = {};
    for (const zones of [5, 50, 250]) render[`render_ms_${zones}`] = await renderHouse(work, zones);
    return { ...ratiosOf(look(work, tools)), ...render };
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Writes the files of a house with so many zones; milliseconds from site.yaml to all files, the best of three. */
async function renderHouse(work: string, zones: number): Promise<number> {
  const folder = join(work, `site-${zones}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'site.yaml'), siteWith(zones));
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    await renderCase(folder);
    times.push(performance.now() - started);
  }
  await writeTree((await renderCase(folder)).files, join(work, `files-${zones}`));
  return Math.round(Math.min(...times));
}

/** Five zones are on by themselves; those of its own reach the services, as client zones do. */
function siteWith(zones: number): string {
  const own = Array.from({ length: zones - 5 }, (_, index) => `    own${index}: { type: client, vlan: ${700 + index} }`);
  return `site: { name: casa }\nadmin: { name: alex, sshKeys: [${key}] }\n${own.length === 0 ? '' : `network:\n  zones:\n${own.join('\n')}\n`}`;
}

/** What the script told: seconds of each turn, by who was spoken to; and of pairs the ratios. */
function look(work: string, tools: string): ReadonlyMap<string, number[]> {
  const args = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', script ?? '', work, tools, speaker ?? ''];
  const output = execFileSync('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: patienceMs }).toString();
  const seen = new Map<string, number[]>();
  for (const [name = '', value = ''] of output.split('\n').map((line) => line.split('='))) if (name !== '') seen.set(name, [...(seen.get(name) ?? []), Number(value)]);
  return seen;
}

function ratiosOf(seen: ReadonlyMap<string, readonly number[]>): Record<string, number> {
  return {
    forward_ratio: Math.round(median(seen.get('forward') ?? []) * 1000) / 1000,
    zones_50_over_5: typicalRatio(seen, 'zones50', 'zones5'),
    dns_qps_ratio: typicalRatio(seen, 'dns_plain', 'dns_ours'),
  };
}

/** The median of the ratios of turns that followed each other: what else the computer does hits both of a pair, or is an outlier. */
export function typicalRatio(seen: ReadonlyMap<string, readonly number[]>, above: string, below: string): number {
  const others = seen.get(below) ?? [];
  const ratios = (seen.get(above) ?? []).map((seconds, turn) => seconds / (others[turn] ?? NaN)).sort((one, other) => one - other);
  const middle = (ratios.length - 1) / 2;
  return Math.round((((ratios[Math.floor(middle)] ?? NaN) + (ratios[Math.ceil(middle)] ?? NaN)) / 2) * 1000) / 1000;
}
