/** `make bench`: the numbers of the project, measured on this machine, written to dist/bench.json (a flat object). ONLY names groups. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage } from '../builder/commands/build.ts';
import { folders } from '../builder/system/paths.ts';
import { measureBuild } from './bench-build.ts';
import { type Group, measureGroups } from './bench-report.ts';
import { median } from './median.ts';
import { measureNetwork } from './network/measure.ts';
import { obstacle } from './network/run.ts';
import { toolsRoot } from './network/tools.ts';
import { copyRatios } from './vm/measure-copy.ts';
import { measureGuests } from './vm/measure-guest.ts';
import { measureMachines } from './vm/measure.ts';
import { measurePowercuts } from './vm/measure-powercuts.ts';
import { plainDebian } from './vm/plain-debian.ts';

const work = await mkdtemp(join(tmpdir(), 'pintxo-bench-'));
const image = join(folders.output, 'pintxo.img');

const groups: readonly Group[] = [
  { name: 'build', keys: ['cold_build_ratio', 'cold_build_s', 'mmdebstrap_s', 'reproducible', 'code_change_s', 'configure_s', 'stick_mb'], measure: () => measureBuild(work) },
  { name: 'network', keys: ['forward_ratio', 'zones_50_over_5', 'dns_qps_ratio', 'render_ms_5', 'render_ms_50', 'render_ms_250'], measure: async () => measureNetwork(await packages()) },
  { name: 'guest', keys: ['start_guest_s', 'install_guest_s', 'plain_start_guest_s', 'start_busy_s', 'install_busy_s', 'plain_start_busy_s', 'idle_memory_mb'], measure: measureByGuestClock },
  { name: 'copy', keys: ['install_ratio'], measure: async () => ({ install_ratio: median(await copyRatios(work, image)) }) },
  { name: 'machines', keys: ['power_on_to_healthy_s', 'install_s', 'disk_to_healthy_s', 'kvm', 'encrypted_mirror_ratio', 'degraded_extra_s'], measure: () => measureMachines(work, image) },
  { name: 'powercuts', keys: ['powercuts', 'powercuts_lost'], measure: () => measurePowercuts(work, image) },
];

async function measureByGuestClock(): Promise<Record<string, number>> {
  const plain = await plainDebian(await packages(), join(folders.cache, 'plain-debian'));
  return measureGuests(work, image, plain);
}

async function packages(): Promise<string> {
  const tools = await toolsRoot();
  const reason = obstacle(tools);
  if (tools === undefined || reason !== undefined) throw new Error(reason ?? 'there are no packages');
  return tools;
}

try {
  const only = (process.env['ONLY'] ?? '').split(/[\s,]+/).filter((name) => name !== '');
  await buildImage(join(folders.output, 'pintxo'), undefined);
  const { numbers, failures } = await measureGroups(groups, only);
  await writeFile(join(folders.output, 'bench.json'), `${JSON.stringify(numbers, null, 2)}\n`);
  for (const [key, value] of Object.entries(numbers)) console.log(`${key.padEnd(24)}${value}`);
  for (const failure of failures) console.error(`Not measured: ${failure}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await rm(work, { recursive: true, force: true });
}
