/** Power on: from a machine's description to a running QEMU that we hold by its console and its control socket. */
import type { Socket } from 'node:net';
import { z } from 'zod';
import { type Console, openConsole } from './console.ts';
import { lastLines } from './console-text.ts';
import { resetOnFault } from './emulator-fault.ts';
import { MachineError } from './errors.ts';
import { machineArguments } from './machine-arguments.ts';
import { type Forward, nicId, readForwards, unplugged } from './network-arguments.ts';
import { type Background, type Ending, start } from './process.ts';
import { openQmp, type Qmp } from './qmp.ts';
import type { Random } from './random.ts';
import type { Replay } from './replay.ts';
import type { Accelerator, MachineSpec } from './spec.ts';
import { startTpm } from './tpm.ts';
import { attach, type AttachedDisk, type Attachment } from './volatile-disk.ts';
import { within } from './wait.ts';
import { openWorkDirectory, type WorkDirectory } from './work-directory.ts';

export interface RunningMachine {
  readonly directory: string;
  /** As QEMU got them: scratch copies in place of images whose writes are discarded or may be lost. */
  readonly disks: readonly AttachedDisk[];
  readonly qemu: Background;
  readonly console: Console;
  readonly qmp: Qmp;
  readonly forwards: readonly Forward[];
  /** Once the machine has ended: brings what it wrote into the images of its volatile disks. The first call decides what is lost. */
  settle(loss?: Random): Promise<readonly Replay[]>;
  /** Ends the machine if it still runs and takes away what it left. Default: the directory is kept if a wait failed. */
  stop(keep?: boolean): Promise<void>;
}

const startMs = 30_000;

/** Starts a machine under the given accelerator. @throws MachineError with QEMU's own words when it does not start. */
export async function boot(spec: MachineSpec, accelerator: Accelerator): Promise<RunningMachine> {
  const work = await openWorkDirectory(spec);
  const started: Background[] = [];
  const attachments: Attachment[] = [];
  const settle = settleOnce(attachments);
  const stop = async (keep: boolean): Promise<void> => {
    await Promise.all(started.map(end));
    await settle();
    await work.close(keep);
  };
  try {
    for (const [position, disk] of spec.disks.entries()) attachments.push(await attach(disk, position, work.directory));
    const disks = attachments.map(({ disk }) => disk);
    if (work.paths.tpmSocket !== undefined) started.push(await startTpm(work.directory, work.paths.tpmSocket));
    const qemu = startQemu({ ...spec, disks }, accelerator, work);
    started.push(qemu);
    return { ...(await orItsEnding(connect({ spec, accelerator, work, qemu, stop }), qemu)), disks, settle };
  } catch (error) {
    await stop(false);
    throw error;
  } finally {
    await work.closeSockets();
  }
}

interface Starting {
  readonly spec: MachineSpec;
  readonly accelerator: Accelerator;
  readonly work: WorkDirectory;
  readonly qemu: Background;
  readonly stop: (keep: boolean) => Promise<void>;
}

async function connect({ spec, accelerator, work, qemu, stop }: Starting): Promise<Omit<RunningMachine, 'disks' | 'settle'>> {
  let failed = false;
  const [consoleSocket, qmpSocket] = await callers(work);
  const ended = qemu.ended.then(describeEnding);
  const opening = openQmp(qmpSocket);
  const onFailure = (): void => { failed = true; };
  const beginsAnew = resetOnFault(opening, spec, accelerator);
  const console = openConsole({ socket: consoleSocket, log: work.paths.consoleLog, ended, onFailure, beginsAnew });
  const qmp = await opening;
  const forwards = await powerOn(qmp, spec);
  return { directory: work.directory, qemu, console, qmp, forwards, stop: (keep) => stop(keep ?? failed) };
}

/** QEMU waits before the first instruction, so a cable that is not plugged in never was. */
async function powerOn(qmp: Qmp, spec: MachineSpec): Promise<Forward[]> {
  const nics = spec.nics ?? [];
  for (const position of unplugged(nics)) await qmp.execute('set_link', { name: nicId(position), up: false });
  const report = await qmp.execute('human-monitor-command', { 'command-line': 'info usernet' });
  await qmp.execute('cont');
  return readForwards(z.string().parse(report));
}

function startQemu(spec: MachineSpec, accelerator: Accelerator, work: WorkDirectory): Background {
  const qemu: Background = start('qemu-system-x86_64', machineArguments(spec, accelerator, work.paths), {
    what: `starting the machine ${spec.name}`,
    log: work.qemuLog,
    // QEMU leaves such a machine paused for ever.
    onOutput: (text) => { if (text.includes('KVM internal error')) qemu.kill('SIGKILL'); },
  });
  return qemu;
}

function settleOnce(attachments: readonly Attachment[]): RunningMachine['settle'] {
  let settled: Promise<readonly Replay[]> | undefined;
  return (loss) => {
    settled ??= Promise.all(attachments.map((attachment) => attachment.settle(loss))).then((all) => all.flatMap((one) => one ?? []));
    return settled;
  };
}

/** Where QEMU ended instead of answering, its own words say more than ours. */
async function orItsEnding<Value>(running: Promise<Value>, qemu: Background): Promise<Value> {
  const ended = qemu.ended.then(() => { throw new MachineError('the machine ended'); });
  try {
    return await Promise.race([running, ended]);
  } catch (error) {
    const ending = await within(qemu.ended, 1000);
    throw ending === undefined ? error : new MachineError(`${describeEnding(ending)}\n  ${qemu.command}`);
  }
}

async function callers(work: WorkDirectory): Promise<[Socket, Socket]> {
  const both = await within(Promise.all([work.console.caller, work.qmp.caller]), startMs);
  if (both === undefined) throw new MachineError(`QEMU did not start in ${startMs / 1000} s`);
  return both;
}

function describeEnding(ending: Ending): string {
  const how = ending.signal === undefined ? `with exit code ${ending.exitCode}` : `by ${ending.signal}`;
  const words = lastLines(ending.output, 5).map((line) => `\n  | ${line}`);
  return `the machine ended (QEMU ${how})${words.join('')}`;
}

async function end(program: Background): Promise<void> {
  // A polite end lets QEMU write back what it holds of a qcow2 image.
  program.kill('SIGTERM');
  if ((await within(program.ended, 5000)) !== undefined) return;
  program.kill('SIGKILL');
  await program.ended;
}
