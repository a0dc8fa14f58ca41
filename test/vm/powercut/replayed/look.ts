/** Everything that the judge wants to know of the disks on the bench, each thing looked at once as long as it stays the same. */
import type { Disk } from '../../../../installer/inventory/inventory.ts';
import { decideInstall } from '../../../../installer/plan/decide-install.ts';
import type { InstallDecision } from '../../../../installer/plan/install-plan.ts';
import { parseStickMemory, memorableName, type StickMemory } from '../../../../installer/plan/stick-memory.ts';
import { parseJournal, planId, remainingSteps, stepName } from '../../../../installer/execute/journal.ts';
import { attempt } from '../../harness/process.ts';
import type { Bench } from './bench-of-disks.ts';
import { digestRange } from './digest-range.ts';
import { bootProblems, fileSystemProblem, isTorn, readData } from './look-at-data.ts';
import { identityFile, siteFile } from './judge.ts';
import { lookAtDisk } from './look-at-disk.ts';
import { offlineHost } from './offline-host.ts';
import { frame } from './pieces.ts';
import type { Promised } from './recording.ts';
import { remembered } from './remembered.ts';
import type { InstalledSeen, StickSeen } from './seen.ts';

/** Serial of the machine's disk, by which the stick remembers it. */
export const diskSerial = 'PX-DISK';
/** Where the installer puts what, counted from 0. */
export const place = { esp: 0, root: 1, verity: 2, data: 5 } as const;

export interface Eyes {
  readonly disk: () => Promise<Disk>;
  readonly stick: () => Promise<StickSeen & { readonly memory: StickMemory; readonly journal: string }>;
  readonly hasWholeSystem: () => Promise<boolean>;
  readonly installed: (promised: readonly Promised[]) => Promise<InstalledSeen>;
}

export function eyesOn(bench: Bench, kept: readonly Promised[]): Eyes {
  const { disk, directory, manifest, system } = bench;
  const paths = [siteFile, identityFile, ...kept.map(({ path }) => path)];
  const host = offlineHost(disk, diskSerial, manifest.commandLine);
  const seen = remembered(() => lookAtDisk(host));
  const whole = remembered(async () => {
    const root = await digestRange(disk.path(place.root), 0, manifest.root.bytes);
    return root === system[0] && (await digestRange(disk.path(place.verity), 0, manifest.verity.bytes)) === system[1];
  });
  const boot = remembered(() => bootProblems(disk.path(place.esp), manifest, directory));
  const data = remembered(async () => {
    const torn = await isTorn(disk.path(place.data));
    return { torn, fileSystem: await fileSystemProblem(disk.path(place.data), torn), files: await readData(disk.path(place.data), torn, paths, directory) };
  });
  const stick = remembered(() => lookAtStick(bench));
  return {
    disk: () => seen([frame, ...disk.places.keys()].map(disk.state).join('|')),
    stick: () => stick(bench.stick.state(bench.stickFiles)),
    hasWholeSystem: () => whole(`${disk.state(place.root)}|${disk.state(place.verity)}`),
    installed: async (promised) => {
      return { boot: await boot(disk.state(place.esp)), ...(await data(disk.state(place.data))), promised };
    },
  };
}

async function lookAtStick({ stick, stickFiles, siteText, siteDigest }: Bench): ReturnType<Eyes['stick']> {
  const read = async (path: string): Promise<string | undefined> => {
    const { stdout, exitCode } = await attempt('mtype', ['-i', stick.path(stickFiles), `::/${path}`], { what: 'reading the stick' });
    return exitCode === 0 ? stdout : undefined;
  };
  const [site, used, journal] = await Promise.all(['site.yaml', 'logs/used.json', 'logs/journal.jsonl'].map(read));
  const memory = parseStickMemory(used);
  const remembersDisk = (memory.sites[siteDigest] ?? []).some(({ disks }) => disks.includes(diskSerial));
  return { hasSite: site === siteText, remembersDisk, memory, journal: journal ?? '' };
}

/** What the stick would do with this disk. */
export function decide({ site, siteDigest, machine, manifest }: Bench, disk: Disk, memory?: StickMemory): InstallDecision {
  const others = machine.disks.filter((other) => memorableName(other) !== diskSerial);
  return decideInstall(site, { ...machine, disks: [...others, disk] }, { version: manifest.version, siteDigest, ...(memory === undefined ? {} : { memory }) });
}

/** Steps of its plan that it takes for done. */
export function skippedSteps(decision: InstallDecision, journal: string, rootHash: string): string[] {
  if (decision.verdict !== 'install') return [];
  const id = planId(decision.steps, rootHash, decision.systemDisks.map(({ serial, path }) => serial ?? path));
  const remaining = remainingSteps(decision.steps, parseJournal(journal), id);
  return decision.steps.slice(0, decision.steps.length - remaining.length).map(stepName);
}
