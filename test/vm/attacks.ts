/**
 * An encrypted machine that somebody gets hold of: it is installed once, and each attack begins with the same disk, variables of
 * the firmware, and TPM. What an attack writes to the EFI partition and while the machine runs is gone afterwards.
 */
import { copyFile, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type DiskSpec, type Machine, type MachineSpec, listFat, overlay, readFat, readPartitions, removeFat, startMachine, until, writeFat } from './harness/index.ts';
import { type EfiFile, type EfiVariable, setVariables } from './harness/efi-variables.ts';
import { asRoot, readyGuest } from './guest.ts';
import { forwardedNic, hopeless, installFromStick, prepareHardware, siteWithPassword, startInstalled, switchOff, systemDisks, waitUntilUp, type Hardware } from './platform.ts';
import { asksForKey } from './recovery.ts';
import { image } from './workshop.ts';

const esp = 'pintxo-esp';
/** In a file of the machine that only root may read. */
export const secret = 'family-secret';
export const secretFile = '/var/lib/kept';

export const victimSite = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  encryption: required\n');

/** Installs the machine and starts it once, until the TPM knows what it starts. */
export async function installVictim(directory: string): Promise<Hardware> {
  const hardware = await prepareHardware(join(directory, 'victim'), image, victimSite);
  await installFromStick(hardware, { tpm: true });
  const machine = await startInstalled(hardware, { tpm: true });
  const guest = await readyGuest(machine, hardware);
  await asRoot(guest, `install -m 600 /dev/null ${secretFile}; echo ${secret} > ${secretFile}; sync`);
  await until(async () => (await asRoot(guest, 'ls /var/lib/pintxo/recovery')).includes('bound'), { timeoutMs: 300_000, what: 'the binding to the system that runs', everyMs: 3000 });
  await switchOff(machine);
  return hardware;
}

export interface Attack {
  /** Files of the EFI partition, by path; one that is there already is put back afterwards. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly variables?: readonly EfiVariable[];
  readonly spec?: Partial<MachineSpec>;
}

/** The machine as it was before any attack, in a folder of its own; what is written to its disks stays there. */
export async function copyOf(hardware: Hardware, name: string, variables: readonly EfiVariable[] = []): Promise<{ readonly directory: string; readonly disks: DiskSpec[] }> {
  const directory = join(hardware.directory, '..', name);
  await mkdir(directory);
  await copyFile(join(hardware.directory, 'uefi-variables.fd'), join(directory, 'uefi-variables.fd'));
  await cp(join(hardware.directory, 'tpm'), join(directory, 'tpm'), { recursive: true });
  await setVariables(join(directory, 'uefi-variables.fd'), variables);
  const disks = systemDisks(hardware).map((disk, position): DiskSpec => ({ ...disk, image: join(directory, `disk-${position}.qcow2`), format: 'qcow2' }));
  for (const [position, { image: copy }] of disks.entries()) await overlay(copy, hardware.disks[position] ?? hardware.disk);
  return { directory, disks };
}

/** Starts a copy of the machine under an attack, lets `judge` look at it, and takes everything back. */
export async function underAttack(hardware: Hardware, name: string, { files = {}, variables = [], spec = {} }: Attack, judge: (machine: Machine) => Promise<void>): Promise<void> {
  const { directory, disks } = await copyOf(hardware, name, variables);
  const takeBack = await layOnEsp(hardware.disk, files);
  const machine = await startMachine({ name, directory, nics: [forwardedNic], tpm: true, ...spec, disks: [...disks, ...(spec.disks ?? [])] });
  try {
    await judge(machine);
  } finally {
    await machine.stop({ keep: true });
    await takeBack();
  }
}

async function layOnEsp(disk: string, files: NonNullable<Attack['files']>): Promise<() => Promise<void>> {
  const restore: Array<() => Promise<void>> = [];
  for (const [path, content] of Object.entries(files)) {
    const before = await readFat(disk, esp, path).catch(() => undefined);
    await writeFat(disk, esp, path, content);
    restore.push(() => (before === undefined ? removeFat(disk, esp, path) : writeFat(disk, esp, path, before)));
  }
  return async () => {
    for (const one of restore) await one();
  };
}

/** Our own kernel on the EFI partition, and the command line within it: what an attacker would add to. */
export async function ownKernel({ disk }: Hardware): Promise<{ readonly path: string; readonly commandLine: string }> {
  const path = (await listFat(disk, esp)).find((name) => /^EFI\/Linux\/.*\.efi$/.test(name)) ?? '';
  const commandLine = /root=\/dev\/mapper\/root [ -~]*roothash=[0-9a-f]{64}/.exec(await readFat(disk, esp, path))?.[0];
  if (commandLine === undefined) throw new Error(`${path} has no command line of ours`);
  return { path, commandLine };
}

/** A file on the EFI partition of the machine, in the firmware's words. */
export async function onEsp({ disk }: Hardware, path: string): Promise<EfiFile> {
  const partitions = await readPartitions(disk);
  const index = partitions.findIndex(({ label }) => label === esp);
  const found = partitions[index];
  if (found === undefined) throw new Error(`${disk} has no ${esp}`);
  return { partition: { ...found, number: index + 1 }, path };
}

/** The TPM keeps the key: the machine asks a person for it, and nothing of the data can be read. */
export async function keyStaysShut(t: ExecutionContext, machine: Machine): Promise<void> {
  await machine.console.waitFor(asksForKey, { timeoutMs: 600_000, what: 'the question for the recovery key', unless: /is (healthy|degraded)/ });
  t.notRegex(machine.console.text(), /is (healthy|degraded)/);
}

/** The machine starts as it was, nobody is asked for a key, and its owner is served. Gives a shell of root. */
export async function ownerIsServed(t: ExecutionContext, machine: Machine, hardware: Hardware): Promise<(command: string) => Promise<string>> {
  await waitUntilUp(machine);
  t.notRegex(machine.console.text(), asksForKey);
  t.notRegex(machine.console.text(), hopeless);
  const guest = await readyGuest(machine, hardware);
  t.is(await asRoot(guest, `cat ${secretFile}`), `${secret}\n`);
  return (command) => asRoot(guest, command);
}
