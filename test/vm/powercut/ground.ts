/** What a run of power cuts stands on: one machine installed and started without any, measured, and kept at three moments. */
import { join } from 'node:path';
import type { Machine, MachineSpec } from '../harness/index.ts';
import { asRoot, readyGuest } from '../guest.ts';
import {
  copyHardware, diskBytes, finishInstalling, forwardedNic, prepareHardware, siteWithPassword, startInstalled, startStick, stickDisk, switchOff, systemDisks,
  type Hardware,
} from '../platform.ts';
import type { Phase } from './chains.ts';

export interface Ground {
  /** The machine before each phase, never started again itself. */
  readonly before: Readonly<Record<Phase, Hardware>>;
  /** Milliseconds from power-on to the end of an uncut phase, without and with the stick in. */
  readonly duration: (phase: Phase, stickIsIn: boolean) => number;
  /** What lay in /var before a phase, and must be there after every cut in it. */
  readonly kept: (phase: Phase) => readonly Kept[];
  readonly site: string;
  /** What every start has in common. */
  readonly spec: MachineSpec;
}

export interface GroundOptions {
  readonly directory: string;
  readonly image: string;
  /** Added to the site file. */
  readonly site?: string | undefined;
  /** Default one disk of the usual size. */
  readonly diskSizes?: readonly number[] | undefined;
  readonly tpm?: boolean | undefined;
}

export interface Kept {
  readonly path: string;
  readonly text: string;
}

/** Left when the machine was switched off in good order. */
const keepsake: Kept = { path: '/var/lib/kept', text: 'kept since the first day\n' };

/** Installs and starts once without a cut. @throws MachineError when even that fails. */
export async function prepareGround({ directory, image, site: more = '', diskSizes = [diskBytes], tpm = false }: GroundOptions): Promise<Ground> {
  let site = '';
  const blank = await prepareHardware(join(directory, 'blank'), image, (publicKey) => (site = siteWithPassword(publicKey, more)), diskSizes);
  const spec: MachineSpec = { name: 'powercut', disks: [], nics: [forwardedNic], tpm };

  const installed = await copyHardware(blank, join(directory, 'installed'));
  const began = Date.now();
  const installer = await startStick({ ...spec, directory: installed.directory, disks: [stickDisk(installed.stick), ...systemDisks(installed)] });
  const stickStart = Date.now() - began;
  await finishInstalling(installer);
  const install = Date.now() - began;

  const started = await copyHardware(installed, join(directory, 'started'));
  const start = await timeToHealthy(() => startInstalled(started, { tpm }), (machine) => leaveKeepsake(machine, started));

  // A stick that was left in comes up first, and hands the machine over to its disk.
  const duration: Ground['duration'] = (phase, stickIsIn) => (phase === 'install' ? install : stickIsIn ? stickStart + start : start);
  return { before: { install: blank, 'first-start': installed, 'later-start': started }, duration, kept: (phase) => (phase === 'later-start' ? [keepsake] : []), site, spec };
}

/** Milliseconds until `start` is done; the machine is then switched off, which is not part of it. */
async function timeToHealthy(start: () => Promise<Machine>, before: (machine: Machine) => Promise<void>): Promise<number> {
  const began = Date.now();
  const machine = await start();
  const took = Date.now() - began;
  await before(machine);
  await switchOff(machine);
  return took;
}

async function leaveKeepsake(machine: Machine, hardware: Hardware): Promise<void> {
  await asRoot(await readyGuest(machine, hardware), `echo ${keepsake.text.trimEnd()} > ${keepsake.path}`);
}
