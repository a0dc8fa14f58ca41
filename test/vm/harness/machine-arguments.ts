/** A whole machine in QEMU's words: q35, UEFI, a serial console and a control socket. */
import { diskArguments } from './disk-arguments.ts';
import { networkArguments } from './network-arguments.ts';
import type { Accelerator, HardwareSpec, MachineSpec } from './spec.ts';

export interface MachinePaths {
  readonly firmware: string;
  /** UEFI variables, private to the machine. */
  readonly variables: string;
  readonly consoleSocket: string;
  readonly consoleLog: string;
  readonly qmpSocket: string;
  /** Socket of the software TPM, if the machine has one. */
  readonly tpmSocket?: string | undefined;
}

/** Arguments of qemu-system-x86_64; the machine waits for `cont` before its first instruction. */
export function machineArguments(spec: MachineSpec, accelerator: Accelerator, paths: MachinePaths): string[] {
  return [
    '-name', spec.name, '-no-user-config', '-nodefaults', '-display', 'none', '-S',
    ...processor(spec, accelerator),
    ...firmware(paths),
    ...channels(paths),
    ...(paths.tpmSocket === undefined ? [] : tpm(paths.tpmSocket)),
    ...clock(spec),
    ...(spec.onReboot === 'stop' ? ['-action', 'reboot=shutdown'] : []),
    ...identity(spec),
    ...(spec.screen === false ? [] : ['-device', 'VGA']), '-device', 'virtio-rng-pci',
    ...diskArguments(spec.disks, spec.spareSlots, spec.countsInstructions),
    ...networkArguments(spec.nics ?? []),
    ...(spec.extra ?? []),
  ];
}

function processor(spec: MachineSpec, accelerator: Accelerator): string[] {
  // An emulated processor that boasts of fast string instructions is believed, and clears memory byte by byte: a start takes half as long again.
  const engine = accelerator === 'kvm' ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', `tcg,${threads(spec)},tb-size=1024`, '-cpu', 'max,erms=off'];
  return ['-machine', 'q35,pflash0=firmware,pflash1=variables', ...engine, '-smp', String(spec.cpus ?? (spec.countsInstructions === true ? 1 : 2)), '-m', String(spec.memory ?? 2048)];
}

// Instructions can only be counted in one order.
const threads = ({ countsInstructions }: MachineSpec): string => (countsInstructions === true ? 'thread=single' : 'thread=multi');

/** A counted instruction takes 2 ns of the guest's time. While the guest waits its clock goes straight to what it waits for. */
function clock({ clock: base, countsInstructions }: MachineSpec): string[] {
  const realTime = [...(base === undefined ? [] : [`base=${base}`]), ...(countsInstructions === true ? ['clock=vm'] : [])];
  return [...(countsInstructions === true ? ['-icount', 'shift=1,sleep=off'] : []), ...(realTime.length === 0 ? [] : ['-rtc', realTime.join(',')])];
}

function firmware(paths: MachinePaths): string[] {
  const node = (name: string, filename: string, readOnly: boolean): string =>
    JSON.stringify({ driver: 'raw', 'node-name': name, 'read-only': readOnly, file: { driver: 'file', filename } });
  return ['-blockdev', node('firmware', paths.firmware, true), '-blockdev', node('variables', paths.variables, false)];
}

function channels(paths: MachinePaths): string[] {
  return [
    '-chardev', `socket,id=console,path=${option(paths.consoleSocket)},logfile=${option(paths.consoleLog)},logappend=off`,
    '-serial', 'chardev:console',
    '-chardev', `socket,id=qmp,path=${option(paths.qmpSocket)}`,
    '-mon', 'chardev=qmp,mode=control',
  ];
}

function tpm(socket: string): string[] {
  return ['-chardev', `socket,id=tpm,path=${option(socket)}`, '-tpmdev', 'emulator,id=tpm0,chardev=tpm', '-device', 'tpm-crb,tpmdev=tpm0'];
}

function identity(spec: MachineSpec): string[] {
  const credentials = Object.entries(spec.credentials ?? {}).map(([name, value]) =>
    `type=11,value=io.systemd.credential.binary:${name}=${Buffer.from(value).toString('base64')}`);
  const hardware = spec.hardware === undefined ? [] : [`type=1${hardwareFields(spec.hardware)}`];
  return [...hardware, ...credentials].flatMap((value) => ['-smbios', value]);
}

const hardwareFields = (hardware: HardwareSpec): string =>
  Object.entries(hardware).map(([field, value]) => (value === undefined ? '' : `,${field}=${option(String(value))}`)).join('');

// A comma ends an option unless it is doubled.
const option = (value: string): string => value.replaceAll(',', ',,');
