/** Times on the clock of the wall, measured on machines of one's own: they say as much about the computer as about the system. */
import { join } from 'node:path';
import { type DiskSpec, type Machine, startMachine } from './harness/index.ts';
import { run } from './harness/process.ts';
import {
  diskBytes, forwardedNic, installFromStick, prepareHardware, siteWithPassword, startInstalled, switchOff, systemDisks,
  waitUntilDegraded, waitUntilHealthy, type Hardware,
} from './platform.ts';

type Numbers = Record<string, number>;

/** A machine with one disk, and one with two that are encrypted. */
export async function measureMachines(directory: string, image: string): Promise<Numbers> {
  const plain = await prepareHardware(join(directory, 'plain'), image, siteWithPassword);
  const alone = await measurePlainMachine(plain);
  const more = 'machine:\n  systemDisk: {pick: smallest, count: 2}\n  encryption: required\n';
  const mirror = await prepareHardware(join(directory, 'mirror'), image, (key) => siteWithPassword(key, more), [diskBytes, diskBytes]);
  const both = await measureEncryptedMirror(mirror, alone.power_on_to_healthy_s);
  return { ...alone, ...both };
}

/** A stick's life in a machine with two virtual CPUs: power-on to installed, and restart to healthy. */
async function measurePlainMachine(hardware: Hardware): Promise<Numbers & { readonly power_on_to_healthy_s: number }> {
  const { node, total, installed } = await installAndStart(hardware);
  await switchOff(node);
  return {
    power_on_to_healthy_s: total,
    install_s: installed,
    disk_to_healthy_s: total - installed,
    kvm: node.accelerator === 'kvm' ? 1 : 0,
  };
}

/** The same with two encrypted disks, and what it costs to start with one of them gone. `plain` is `power_on_to_healthy_s`. */
async function measureEncryptedMirror(hardware: Hardware, plain: number): Promise<Numbers> {
  const { node, total } = await installAndStart(hardware, true);
  await switchOff(node);
  const whole = await startTime(hardware, systemDisks(hardware), waitUntilHealthy);
  const degraded = await startTime(hardware, systemDisks(hardware).slice(1), waitUntilDegraded);
  return { encrypted_mirror_ratio: total / plain, degraded_extra_s: degraded - whole };
}

// One clock from power-on to healthy, with the restart and the moments between inside. The network card is there all along, as in a
// real machine; nothing but a lease comes from it.
async function installAndStart(hardware: Hardware, tpm = false): Promise<{ node: Machine; total: number; installed: number }> {
  const more = { tpm, nics: [forwardedNic] };
  // What this computer still has to write of stick and build would be counted as the machine's own time.
  await run('sync', [], { what: 'writing everything out' });
  const began = performance.now();
  await installFromStick(hardware, more);
  const installed = (performance.now() - began) / 1000;
  const node = await startInstalled(hardware, more);
  return { node, installed, total: (performance.now() - began) / 1000 };
}

async function startTime(hardware: Hardware, disks: readonly DiskSpec[], ready: (machine: Machine) => Promise<void>): Promise<number> {
  const began = performance.now();
  const machine = await startMachine({ name: 'start', directory: hardware.directory, disks, nics: [forwardedNic], tpm: true });
  await ready(machine);
  const seconds = (performance.now() - began) / 1000;
  await switchOff(machine);
  return seconds;
}
