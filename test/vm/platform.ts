/** A stick, a virtual mini-PC and the platform on it: the steps that tests and `pintxo try` share. */
import { copyFile, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createDisk, makeSshKey, ssh, startMachine, writeFat, type DiskSpec, type Guest, type Machine, type MachineSpec, type NicSpec } from './harness/index.ts';

export const siteDomain = 'casa.internal';
export const administrator = 'ana';
export const diskBytes = 40 * 2 ** 30;

/** A line that means a boot will not get any further. */
export const hopeless = /Kernel panic|emergency mode|Entering emergency|\[pintxo\] The installation failed/;

// Software emulation on a busy computer is slow; a machine that hangs is found by `hopeless` long before.
const patienceMs = 600_000;

export interface Hardware {
  /** Everything of the machine: disk, stick, UEFI variables, logs. */
  readonly directory: string;
  readonly stick: string;
  readonly disk: string;
  readonly key: string;
}

/** The smallest site file, for an administrator with this public key; `more` is added below it. */
export function siteText(publicKey: string, more = ''): string {
  return `site:\n  name: casa\nadmin:\n  name: ${administrator}\n  sshKeys:\n    - ${publicKey}\n${more}`;
}

/** A copy of the image as a stick, with a site file on it (or none), and a blank disk. */
export async function prepareHardware(
  directory: string,
  image: string,
  site: (publicKey: string) => string | undefined = (publicKey) => siteText(publicKey),
): Promise<Hardware> {
  await mkdir(directory, { recursive: true });
  const key = await makeSshKey(directory);
  const hardware = { directory, stick: join(directory, 'stick.img'), disk: join(directory, 'disk.img'), key: key.path };
  await copyImage(image, hardware.stick);
  const text = site(key.publicKey);
  if (text !== undefined) await putSite(hardware.stick, text);
  await createDisk(hardware.disk, diskBytes);
  return hardware;
}

export async function copyImage(image: string, stick: string): Promise<void> {
  await copyFile(image, stick, constants.COPYFILE_FICLONE);
}

export async function putSite(stick: string, text: string): Promise<void> {
  await writeFat(stick, 'PINTXO', 'site.yaml', text);
}

export function stickDisk(image: string): DiskSpec {
  return { image, bus: 'usb', serial: 'PX-STICK', bootIndex: 0 };
}

export function systemDisk(image: string): DiskSpec {
  return { image, bus: 'virtio', serial: 'PX-DISK', bootIndex: 1 };
}

const forwards = [
  { guestPort: 22 },
  { guestPort: 80 },
  { guestPort: 443 },
  // DNS over TCP: a closed network of QEMU forwards no UDP.
  { guestPort: 53 },
  // Nobody declared this one: it must look closed.
  { guestPort: 8080 },
];

/** A network with leases and no way out: what works here works without internet. Ports of the node are forwarded. */
export const forwardedNic: NicSpec = { network: { kind: 'user', restrict: true, forwards } };

/** The house's side of a router, seen by a device in the management network. */
export const houseNic: NicSpec = {
  network: { kind: 'user', restrict: true, subnet: '10.0.0.0/24', forwards: forwards.map((forward) => ({ ...forward, guestAddress: '10.0.0.1' })) },
};

/** Powers on with the stick in, and waits until the stick has said what it decided. */
export async function startStick(spec: MachineSpec): Promise<Machine> {
  const machine = await startMachine({ onReboot: 'stop', ...spec });
  await machine.console.waitFor(/\[pintxo\] Pintxo \S+ started from the stick/, { timeoutMs: patienceMs, what: 'the stick has started', unless: hopeless });
  return machine;
}

/** Lets the stick install the disk and waits until the machine restarts. */
export async function installFromStick({ directory, stick, disk }: Hardware, more: Partial<MachineSpec> = {}): Promise<Machine> {
  const machine = await startStick({ name: 'install', directory, disks: [stickDisk(stick), systemDisk(disk)], nics: [], ...more });
  await machine.console.waitFor('Installed. The machine restarts', { timeoutMs: patienceMs, what: 'the installation', unless: /\[pintxo\] (The installation failed|Nothing was written)/ });
  await machine.waitForShutdown({ timeoutMs: patienceMs });
  return machine;
}

/** Starts the installed disk without the stick and waits until the node is healthy. */
export async function startInstalled({ directory, disk }: Hardware, more: Partial<MachineSpec> = {}): Promise<Machine> {
  const machine = await startMachine({ name: 'node', directory, disks: [systemDisk(disk)], nics: [forwardedNic], ...more });
  await waitUntilHealthy(machine);
  return machine;
}

export async function waitUntilHealthy(machine: Machine): Promise<void> {
  await machine.console.waitFor(`${siteDomain} is healthy`, { timeoutMs: patienceMs, what: 'the node is healthy', unless: new RegExp(`${hopeless.source}|${siteDomain} is degraded`) });
}

/** A shell of the administrator, over the link with this number. */
export function guestOf(machine: Machine, { key }: Hardware, nic = 0): Guest {
  return ssh({ port: machine.hostPort(22, { nic }), user: administrator, key });
}
