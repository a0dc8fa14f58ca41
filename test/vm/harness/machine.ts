/** A virtual mini-PC in the hands of a test: its console, its cables, its disks and its power. */
import { probeAccelerator } from './accelerator.ts';
import { boot, type RunningMachine } from './boot.ts';
import type { Console } from './console.ts';
import { blockNode, diskDevice, diskId, slotId } from './disk-arguments.ts';
import { MachineError } from './errors.ts';
import { nicId } from './network-arguments.ts';
import type { Qmp } from './qmp.ts';
import type { Random } from './random.ts';
import type { Replay } from './replay.ts';
import type { Accelerator, DiskSpec, MachineSpec } from './spec.ts';
import { within } from './wait.ts';

/** Why a machine went off: QEMU's ShutdownCause, `guest-shutdown` when the guest switched itself off. */
export interface Shutdown {
  readonly byGuest: boolean;
  readonly reason: string;
}

export interface Machine {
  readonly accelerator: Accelerator;
  /** UEFI variables, TPM state, and the logs of every boot (`console-1.log`, `qemu-1.log`, ...). */
  readonly directory: string;
  /** Of QEMU. */
  readonly pid: number;
  readonly console: Console;
  /** A command of QEMU's machine protocol, for what has no verb here. */
  readonly qmp: Qmp['execute'];
  readonly waitForEvent: Qmp['waitForEvent'];
  /** The loopback port that leads to a port of the guest. @throws MachineError when no forward was asked for. */
  hostPort(guestPort: number, where?: { readonly nic?: number; readonly protocol?: 'tcp' | 'udp' }): number;
  /** Pulls a network cable or plugs it in. */
  setLink(nic: number, up: boolean): Promise<void>;
  /** Pulls a disk out, usb or in a spare slot, and waits until it is gone. */
  unplug(disk: number): Promise<void>;
  /** Plugs a usb disk in again: the same stick, the same port. */
  replug(disk: number): Promise<void>;
  /** Brings a new disk while the machine runs: usb, or virtio and nvme where `spareSlots` are left. Its position among the disks. */
  plugIn(disk: DiskSpec): Promise<number>;
  /** A short press of the power button. */
  powerButton(): Promise<void>;
  /** The reset button. */
  reset(): Promise<void>;
  /**
   * The power plug: nothing is flushed, nobody is told. An ordinary image keeps all that it was given. A disk with a volatile
   * cache keeps what was flushed, and with `loss` only by chance the rest. @throws MachineError when the cut left a log unusable.
   */
  powerCut(options?: { readonly loss?: Random | undefined }): Promise<readonly Replay[]>;
  /** Waits until the machine is off. @throws MachineError on the time limit. */
  waitForShutdown(options: { readonly timeoutMs: number }): Promise<Shutdown>;
  /** Writes what the screen shows to a PNG file. */
  screenshot(path: string): Promise<void>;
  /** Ends the machine if it runs. `keep` decides about the directory if we made it; default: keep it if a wait failed. */
  stop(options?: { readonly keep?: boolean | undefined }): Promise<void>;
}

const started = new Set<RunningMachine>();

/** Ends every machine of this process that is still on; what it left is kept. */
export async function stopMachines(): Promise<void> {
  await Promise.all([...started].map(({ stop }) => stop(true)));
}

/** Powers a machine on. @throws MachineError when QEMU does not start. */
export async function startMachine(spec: MachineSpec): Promise<Machine> {
  const accelerator = spec.accelerator ?? (spec.countsInstructions === true ? 'tcg' : await probeAccelerator());
  const running = await boot(spec, accelerator);
  started.add(running);
  void running.qemu.ended.then(() => started.delete(running));
  return { accelerator, ...access(running), ...power(running), ...plugs(running) };
}

type Access = Pick<Machine, 'directory' | 'pid' | 'console' | 'qmp' | 'waitForEvent' | 'hostPort' | 'screenshot'>;

function access({ directory, qemu, console, qmp, forwards }: RunningMachine): Access {
  return {
    directory,
    pid: qemu.pid,
    console,
    qmp: qmp.execute,
    waitForEvent: qmp.waitForEvent,
    hostPort(guestPort, { nic = 0, protocol = 'tcp' } = {}) {
      const found = forwards.find((forward) => forward.guestPort === guestPort && forward.nic === nic && forward.protocol === protocol);
      if (found === undefined) throw new MachineError(`no forward leads to ${protocol} port ${guestPort} on nic ${nic}`);
      return found.hostPort;
    },
    async screenshot(path) {
      await qmp.execute('screendump', { filename: path, format: 'png' });
    },
  };
}

type Power = Pick<Machine, 'powerButton' | 'reset' | 'powerCut' | 'waitForShutdown' | 'stop'>;

function power({ qemu, qmp, console, settle, stop }: RunningMachine): Power {
  return {
    powerButton: async () => void (await qmp.execute('system_powerdown')),
    reset: async () => void (await qmp.execute('system_reset')),
    async powerCut({ loss } = {}) {
      qemu.kill('SIGKILL');
      await qemu.ended;
      return settle(loss);
    },
    async waitForShutdown({ timeoutMs }) {
      const ending = await within(qemu.ended, timeoutMs);
      if (ending === undefined) throw console.failure(`the machine was still on after ${timeoutMs / 1000} s`);
      await settle();
      const data = qmp.events().find((event) => event.event === 'SHUTDOWN')?.data;
      return { byGuest: data?.['guest'] === true, reason: typeof data?.['reason'] === 'string' ? data['reason'] : 'killed' };
    },
    stop: (options) => stop(options?.keep),
  };
}

function plugs({ qmp, disks: first }: RunningMachine): Pick<Machine, 'setLink' | 'unplug' | 'replug' | 'plugIn'> {
  const disks: DiskSpec[] = [...first];
  let slots = 0;
  return {
    setLink: async (nic, up) => void (await qmp.execute('set_link', { name: nicId(nic), up })),
    async unplug(disk) {
      await qmp.execute('device_del', { id: diskId(disk) });
      await qmp.waitForEvent('DEVICE_DELETED', { timeoutMs: 30_000, what: `disk ${disk} pulled out` });
    },
    replug: async (disk) => void (await qmp.execute('device_add', diskDevice(disks, disk))),
    async plugIn(disk) {
      if (disk.discardWrites === true || disk.volatileCache === true) throw new MachineError('a disk that comes later keeps all that it is given');
      const position = disks.push(disk) - 1;
      await qmp.execute('blockdev-add', { ...blockNode(disk, position) });
      await qmp.execute('device_add', diskDevice(disks, position, disk.bus === 'usb' ? undefined : slotId(slots++)));
      return position;
    },
  };
}
