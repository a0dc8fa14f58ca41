/** A stick, a virtual mini-PC and the platform on it: the steps that tests and `pintxo try` share. */
import { existsSync } from 'node:fs';
import { copyFile, constants, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from './harness/process.ts';
import { createDisk, makeSshKey, startMachine, writeFat, type DiskSpec, type Machine, type MachineSpec, type NicSpec } from './harness/index.ts';

export const siteDomain = 'casa.internal';
export const administrator = 'ana';
export const diskBytes = 40 * 2 ** 30;

/** A line that means a boot will not get any further. */
export const hopeless = /Kernel panic|emergency mode|Entering emergency|Dependency failed for sysroot|\[pintxo\] The installation failed/;

// Software emulation on a busy computer is slow; a machine that hangs is found by `hopeless` long before.
const patienceMs = 600_000;

export interface Hardware {
  /** Everything of the machine: disks, stick, UEFI variables, TPM, logs. */
  readonly directory: string;
  readonly stick: string;
  /** The first disk. */
  readonly disk: string;
  readonly disks: readonly string[];
  /** Private SSH key of the administrator. */
  readonly key: string;
}

/** A password of the administrator that only tests know, and its crypt(5) hash. */
export const password = 'correct-horse';
export const passwordHash = '$6$plantedSalt0$L34HwtpWumRDIIa6O4m7.i/gxxBHY8ujs2H0lC/pETCbx65tsIRp2VeYahfq0z6kdzNqur8eXNuxEmySW8wbF/';

/** The smallest site file, for an administrator with this public key; `more` is added below it. */
export function siteText(publicKey: string, more = ''): string {
  return `site:\n  name: casa\nadmin:\n  name: ${administrator}\n  sshKeys:\n    - ${publicKey}\n${more}`;
}

/** A site file with `password`, for tests that need root; `more` is added below it. */
export function siteWithPassword(publicKey: string, more = ''): string {
  return siteText(publicKey, `  passwordHash: ${passwordHash}\n${more}`);
}

/** A copy of the image as a stick, with a site file on it (or none), and blank disks: one, unless told otherwise. */
export async function prepareHardware(
  directory: string,
  image: string,
  site: (publicKey: string) => string | undefined = (publicKey) => siteText(publicKey),
  diskSizes: readonly number[] = [diskBytes],
): Promise<Hardware> {
  await mkdir(directory, { recursive: true });
  const key = await makeSshKey(directory);
  const disks = diskSizes.map((_, position) => join(directory, position === 0 ? 'disk.img' : `disk-${position + 1}.img`));
  const hardware = { directory, stick: join(directory, 'stick.img'), disk: join(directory, 'disk.img'), disks, key: key.path };
  await copyImage(image, hardware.stick);
  const text = site(key.publicKey);
  if (text !== undefined) await putSite(hardware.stick, text);
  for (const [position, path] of disks.entries()) await createDisk(path, diskSizes[position] ?? diskBytes);
  return hardware;
}

/** The same machine once more, as it is now: disks, stick, UEFI variables, TPM. It must be off. */
export async function copyHardware(hardware: Hardware, directory: string): Promise<Hardware> {
  await mkdir(directory, { recursive: true });
  const inside = (path: string): string => join(directory, basename(path));
  const files = [hardware.stick, ...hardware.disks, hardware.key, `${hardware.key}.pub`, join(hardware.directory, 'uefi-variables.fd'), join(hardware.directory, 'tpm')];
  // Holes stay holes, and where the file system can, nothing is copied at all.
  await run('cp', ['--recursive', '--preserve', '--sparse=always', '--reflink=auto', ...files.filter((path) => existsSync(path)), directory], { what: 'copying a machine' });
  return { directory, stick: inside(hardware.stick), disk: inside(hardware.disk), disks: hardware.disks.map(inside), key: inside(hardware.key) };
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

/** All disks of a machine, each with a serial of its own: PX-DISK, PX-DISK-2, ... */
export function systemDisks({ disks }: Pick<Hardware, 'disks'>): DiskSpec[] {
  return disks.map((image, position) => ({ ...systemDisk(image), serial: position === 0 ? 'PX-DISK' : `PX-DISK-${position + 1}`, bootIndex: position + 1 }));
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

/** What the stick says when it does not install. */
export const notInstalled = /\[pintxo\] (The installation failed|Nothing was written)/;

/** Powers on with the stick in, and waits until the stick has said what it decided. */
export async function startStick(spec: MachineSpec): Promise<Machine> {
  const machine = await startMachine({ onReboot: 'stop', ...spec });
  await machine.console.waitFor(/\[pintxo\] Pintxo \S+ started from the stick/, { timeoutMs: patienceMs, what: 'the stick has started', unless: hopeless });
  return machine;
}

/** Lets the stick install the disks and waits until the machine is off, where another one would restart. */
export async function installFromStick(hardware: Hardware, more: Partial<MachineSpec> = {}): Promise<Machine> {
  const machine = await startStick({ name: 'install', directory: hardware.directory, disks: [stickDisk(hardware.stick), ...systemDisks(hardware)], nics: [], ...more });
  await finishInstalling(machine);
  return machine;
}

/** The second half of `installFromStick`. */
export async function finishInstalling(machine: Machine): Promise<void> {
  await machine.console.waitFor('Installed. The machine restarts', { timeoutMs: patienceMs, what: 'the installation', unless: notInstalled });
  await machine.waitForShutdown({ timeoutMs: patienceMs });
}

/** Starts the installed disk without the stick and waits until the node is healthy. */
export async function startInstalled(hardware: Hardware, more: Partial<MachineSpec> = {}): Promise<Machine> {
  const machine = await startMachine({ name: 'node', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic], ...more });
  await waitUntilHealthy(machine);
  return machine;
}

export async function waitUntilHealthy(machine: Machine): Promise<void> {
  await machine.console.waitFor(`${siteDomain} is healthy`, { timeoutMs: patienceMs, what: 'the node is healthy', unless: new RegExp(`${hopeless.source}|${siteDomain} is degraded`) });
}

/** Waits until the node has come up with something that is not as it should be, and has said so. */
export async function waitUntilDegraded(machine: Machine): Promise<void> {
  await machine.console.waitFor(`${siteDomain} is degraded`, { timeoutMs: patienceMs, what: 'the node is up, and degraded', unless: new RegExp(`${hopeless.source}|${siteDomain} is healthy`) });
}

/** Waits until the node has come up, in whatever state. */
export async function waitUntilUp(machine: Machine): Promise<void> {
  await machine.console.waitFor(new RegExp(`${siteDomain} is (healthy|degraded)`), { timeoutMs: patienceMs, what: 'the node is up', unless: hopeless });
}

/** Switches the machine off by its power button. */
export async function switchOff(machine: Machine): Promise<void> {
  await machine.powerButton();
  await machine.waitForShutdown({ timeoutMs: 300_000 });
}
