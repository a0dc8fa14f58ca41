/** One machine installed and started twice while every write is logged: what hundreds of power cuts are replayed from. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asRoot, readyGuest } from '../../guest.ts';
import type { DiskSpec, Machine, MachineSpec } from '../../harness/index.ts';
import {
  copyHardware, finishInstalling, forwardedNic, prepareHardware, siteWithPassword, startInstalled, startStick, stickDisk, switchOff, systemDisks, type Hardware,
} from '../../platform.ts';
import type { Phase } from '../chains.ts';
import { type Instant, watchLogs } from './instants.ts';

/** A file that the guest was told is on the disk: from `since` on it must be there, and hold what it held. */
export interface Promised {
  /** From the root of the machine. */
  readonly path: string;
  readonly text: string;
  /** Bytes of the disk's log when the guest had been told. */
  readonly since: number;
  /** The same when the file system was whole without its journal, which only a kernel replays. */
  readonly committedSince: number;
}

// Moments in which nothing has happened since.
const pauseMs = 6_000;

export interface RecordedPhase {
  readonly phase: Phase;
  /** Paths of the logs of writes; the stick's only where it was in. */
  readonly logs: { readonly disk: string; readonly stick?: string | undefined };
  /** Lengths of the logs at moments that really were, in order. */
  readonly instants: readonly Instant[];
  readonly promised: readonly Promised[];
  /** The machine before it. */
  readonly before: Hardware;
}

export interface Recording {
  readonly site: string;
  readonly phases: readonly RecordedPhase[];
  /** The machine after all. */
  readonly after: Hardware;
}

export interface RecordingOptions {
  readonly directory: string;
  readonly image: string;
  readonly say: (line: string) => void;
}

/** @throws MachineError when the machine does not even come up without a cut. */
export async function record({ directory, image, say }: RecordingOptions): Promise<Recording> {
  let site = '';
  let hardware = await prepareHardware(join(directory, 'blank'), image, (publicKey) => (site = siteWithPassword(publicKey)));
  const phases: RecordedPhase[] = [];
  const phase = async (name: Phase, work: (hardware: Hardware, logged: Logged) => Promise<Promised[]>): Promise<void> => {
    say(`recording: ${name}`);
    const before = hardware;
    hardware = await copyHardware(before, join(directory, name));
    const logs = { disk: join(directory, `${name}.disk.log`), ...(name === 'install' ? { stick: join(directory, `${name}.stick.log`) } : {}) };
    const watched = watchLogs(logs);
    const promised = await work(hardware, logged(logs, watched.lengthOfDiskLog)).finally(watched.stop);
    phases.push({ phase: name, logs, instants: watched.instants, promised, before });
  };
  await mkdir(directory, { recursive: true });
  await phase('install', async (machine, { disks }) => {
    await finishInstalling(await startStick({ name: 'record', directory: machine.directory, disks: disks(machine, true), nics: [forwardedNic] }));
    return [];
  });
  for (const name of ['first-start', 'later-start'] as const) await phase(name, (machine, log) => startAndPromise(machine, log, name));
  const recording = { site, phases, after: hardware };
  // Where something was lost, the same run can be judged again.
  await writeFile(join(directory, 'recording.json'), JSON.stringify(recording));
  return recording;
}

interface Logged {
  readonly disks: (hardware: Hardware, withStick: boolean) => DiskSpec[];
  readonly now: () => number;
}

function logged(logs: RecordedPhase['logs'], now: () => number): Logged {
  return {
    now,
    disks: (hardware, withStick) => [
      ...(withStick ? [{ ...stickDisk(hardware.stick), volatileCache: true, keepsLogAt: logs.stick }] : []),
      ...systemDisks(hardware).map((disk) => ({ ...disk, volatileCache: true, keepsLogAt: logs.disk })),
    ],
  };
}

async function startAndPromise(hardware: Hardware, { disks, now }: Logged, name: Phase): Promise<Promised[]> {
  const spec: Partial<MachineSpec> = { name: 'record', disks: disks(hardware, false) };
  const machine = await startInstalled(hardware, spec);
  const promised = await makePromises(machine, hardware, now, name);
  await switchOff(machine);
  return promised;
}

async function makePromises(machine: Machine, hardware: Hardware, now: () => number, name: Phase): Promise<Promised[]> {
  const guest = await readyGuest(machine, hardware);
  const keep = async (by: string, flush: string): Promise<Omit<Promised, 'committedSince'>> => {
    const [path, text] = [`/var/lib/kept-${name}-${by}`, `kept in ${name} by ${by}\n`];
    await asRoot(guest, `echo ${text.trimEnd()} > ${path} && ${flush} ${path}`);
    return { path, text, since: now() };
  };
  const file = await keep('file', 'sync');
  await sleep(pauseMs);
  const whole = await keep('file-system', 'sync --file-system');
  await sleep(pauseMs);
  return [file, whole].map((promised) => ({ ...promised, committedSince: whole.since }));
}
