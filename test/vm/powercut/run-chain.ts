/** One chain of power cuts: cut, start again, cut, ..., and then let it become healthy. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type DiskSpec, type Machine, MachineError, random, type Replay, startMachine } from '../harness/index.ts';
import { copyHardware, hopeless, notInstalled, siteDomain, stickDisk, systemDisks, type Hardware } from '../platform.ts';
import type { Chain } from './chains.ts';
import { diskState } from './disk-state.ts';
import type { Ground } from './ground.ts';
import { verifyMachine, verifyWords } from './verify.ts';

export interface ChainResult {
  readonly cuts: number;
  /** Starts that found a half-made installation and went on with it. */
  readonly resumes: number;
  /** Writes that were lost in the cuts because nobody had flushed them. */
  readonly lostWrites: number;
  readonly tornWrites: number;
}

interface Progress {
  readonly chain: Chain;
  readonly ground: Ground;
  readonly hardware: Hardware;
  /** Whether the person has read that it is installed. */
  saidInstalled: boolean;
  resumes: number;
}

const patienceMs = 900_000;
const done = /Installed\. The machine restarts|is installed already/;

/** @throws MachineError or CommandError when the machine does not survive; its files are in `directory`. */
export async function runChain(chain: Chain, ground: Ground, directory: string): Promise<ChainResult> {
  const hardware = await copyHardware(ground.before[chain.phase], directory);
  const progress: Progress = { chain, ground, hardware, saidInstalled: chain.phase !== 'install', resumes: 0 };
  const replays: Replay[] = [];
  for (const [index, moment] of chain.cuts.entries()) replays.push(...(await startAndCut(progress, index, moment)));
  await tryHalfMade(progress);
  const machine = await startForGood(progress);
  await verifyMachine(machine, hardware, ground, chain);
  await machine.stop({ keep: true });
  return {
    cuts: chain.cuts.length,
    resumes: progress.resumes,
    lostWrites: replays.reduce((sum, { lost }) => sum + lost, 0),
    tornWrites: replays.filter(({ torn }) => torn).length,
  };
}

async function startAndCut(progress: Progress, index: number, moment: number): Promise<readonly Replay[]> {
  const { chain, ground } = progress;
  return watched(progress, async () => {
    const machine = await powerOn(progress, 'reset');
    await sleep(moment * ground.duration(chain.phase, stickIsIn(progress)));
    const replays = await machine.powerCut({ loss: random(`${chain.seed}/${index}`) });
    return { machine, value: replays };
  });
}

/** Until the machine is healthy, with a person who takes the stick out when the machine says so, or forgets it. */
async function startForGood(progress: Progress): Promise<Machine> {
  if (stickIsIn(progress) && !progress.chain.stickStays) {
    await watched(progress, async () => {
      const machine = await powerOn(progress, 'stop');
      await machine.console.waitFor(done, { timeoutMs: patienceMs, what: 'the installation', unless: new RegExp(`${hopeless.source}|${notInstalled.source}`) });
      await machine.waitForShutdown({ timeoutMs: patienceMs });
      return { machine, value: undefined };
    });
    if ((await diskState(progress.hardware)) !== 'installed') throw new MachineError('the disk is not installed, although the machine said so');
  }
  return watched(progress, async () => {
    const machine = await powerOn(progress, 'reset');
    const unless = new RegExp(`${hopeless.source}|${notInstalled.source}|${siteDomain} is degraded`);
    await machine.console.waitFor(`${siteDomain} is healthy`, { timeoutMs: patienceMs, what: 'the node is healthy', unless });
    return { machine, value: machine };
  });
}

/** Compares what a start says with what the disk was before it, and notes what the person has read. */
async function watched<Value>(progress: Progress, start: () => Promise<{ machine: Machine; value: Value }>): Promise<Value> {
  const state = await diskState(progress.hardware);
  const { machine, value } = await start();
  const text = machine.console.text();
  verifyWords(text, state);
  if (state === 'half-made' && /step \d+ of \d+/.test(text)) progress.resumes += 1;
  if (done.test(text)) progress.saidInstalled = true;
  return value;
}

async function powerOn(progress: Progress, onReboot: 'reset' | 'stop'): Promise<Machine> {
  const { ground, hardware } = progress;
  const disks = [...(stickIsIn(progress) ? [stickDisk(hardware.stick)] : []), ...systemDisks(hardware)];
  return startMachine({ ...ground.spec, directory: hardware.directory, onReboot, disks: disks.map(withVolatileCache) });
}

function stickIsIn({ chain, saidInstalled }: Progress): boolean {
  return chain.stickStays || !saidInstalled;
}

function withVolatileCache(disk: DiskSpec): DiskSpec {
  return { ...disk, volatileCache: true };
}

/** A disk that is half-made must not come up by itself. */
async function tryHalfMade({ chain, ground, hardware }: Progress): Promise<void> {
  if (!chain.triesHalfMade || (await diskState(hardware)) !== 'half-made') return;
  const disks = systemDisks(hardware).map((disk) => ({ ...disk, discardWrites: true }));
  const machine = await startMachine({ ...ground.spec, directory: hardware.directory, disks });
  const cameUp = await machine.console
    .waitFor(/login:|is healthy|is degraded/, { timeoutMs: 150_000, unless: new RegExp(`No bootable option|${hopeless.source}`) })
    .then(() => true, () => false);
  await machine.powerCut();
  if (cameUp) throw machine.console.failure('a half-made disk came up');
}
