/** Times that `make bench` reports, measured on machines of one's own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createDisk, type DiskSpec, type Machine, readFat, startMachine } from './harness/index.ts';
import { run } from './harness/process.ts';
import { asRoot, guestOf, readyGuest } from './guest.ts';
import {
  diskBytes, forwardedNic, installFromStick, prepareHardware, siteWithPassword, startInstalled, stickDisk, switchOff, systemDisks,
  waitUntilDegraded, waitUntilHealthy, type Hardware,
} from './platform.ts';

type Numbers = Record<string, number>;

/** A stick's life in a machine with two virtual CPUs: power-on to installed, restart to healthy, at rest, and the copying beside dd. */
export async function measurePlainMachine(directory: string, image: string): Promise<Numbers> {
  const hardware = await prepareHardware(join(directory, 'plain'), image, siteWithPassword);
  const { node, total, installed } = await installAndStart(hardware);
  const memory = await idleMemory(node, hardware);
  await switchOff(node);
  return {
    power_on_to_healthy_s: total,
    install_s: installed,
    disk_to_healthy_s: total - installed,
    idle_memory_mb: Math.round(memory),
    install_ratio: (await copyingStep(hardware)) / (await copyingByDd(hardware)),
    kvm: node.accelerator === 'kvm' ? 1 : 0,
  };
}

/** The same with two encrypted disks, and what it costs to start with one of them gone. `plain` is `power_on_to_healthy_s`. */
export async function measureEncryptedMirror(directory: string, image: string, plain: number): Promise<Numbers> {
  const more = 'machine:\n  systemDisk: {pick: smallest, count: 2}\n  encryption: required\n';
  const hardware = await prepareHardware(join(directory, 'mirror'), image, (key) => siteWithPassword(key, more), [diskBytes, diskBytes]);
  const { node, total } = await installAndStart(hardware, true);
  await switchOff(node);
  const whole = await startTime(hardware, systemDisks(hardware), waitUntilHealthy);
  const degraded = await startTime(hardware, systemDisks(hardware).slice(1), waitUntilDegraded);
  return { encrypted_mirror_ratio: total / plain, degraded_extra_s: degraded - whole };
}

const PowercutReport = z.object({ cuts: z.number(), failures: z.array(z.string()) });

/** Of the long run of power cuts, where one was made; see powercut-run.ts. */
export async function readPowercuts(path: string): Promise<Numbers> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  const { cuts, failures } = PowercutReport.parse(JSON.parse(text));
  return { powercuts: cuts, powercuts_lost: failures.length };
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

async function idleMemory(node: Machine, hardware: Hardware): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  return Number(await guestOf(node, hardware).output("awk '/MemTotal/ {total=$2} /MemAvailable/ {free=$2} END {print (total-free)/1024}' /proc/meminfo"));
}

const JournalLine = z.object({ step: z.string(), state: z.string(), time: z.coerce.date() });

/** Seconds of the step that partitions the disk and copies the system, by the machine's own journal. */
async function copyingStep({ stick }: Hardware): Promise<number> {
  const lines = (await readFat(stick, 'PINTXO', 'logs/journal.jsonl')).split('\n').filter((line) => line !== '');
  const entries = lines.map((line) => JournalLine.parse(JSON.parse(line))).filter(({ step }) => step.startsWith('partition-disk'));
  const at = (state: string): number => entries.find((entry) => entry.state === state)?.time.getTime() ?? NaN;
  return (at('done') - at('started')) / 1000;
}

/** Seconds that dd takes for the same bytes from the same stick to a blank disk like the first, past the cache. */
async function copyingByDd(hardware: Hardware): Promise<number> {
  const image = join(hardware.directory, 'scratch.img');
  await createDisk(image, diskBytes);
  const scratch: DiskSpec = { image, bus: 'virtio', serial: 'PX-SCRATCH', bootIndex: 8 };
  const disks = [...systemDisks(hardware), { ...stickDisk(hardware.stick), bootIndex: 9 }, scratch];
  const node = await startMachine({ name: 'dd', directory: hardware.directory, disks, nics: [forwardedNic] });
  await waitUntilHealthy(node);
  const took = await asRoot(await readyGuest(node, hardware), copyByHand, 900_000);
  await switchOff(node);
  return Number(took) / 1e9;
}

const copyByHand = [
  'set -eu; target=/dev/disk/by-id/virtio-PX-SCRATCH; from=/dev/disk/by-partlabel; began=$(date +%s%N)',
  'dd if=$from/pintxo-stick-root of=$target bs=4M iflag=direct oflag=direct 2> /dev/null',
  'dd if=$from/pintxo-stick-verity of=$target bs=4M iflag=direct oflag=direct seek=1024 2> /dev/null',
  'sync; echo $(($(date +%s%N) - began))',
].join('; ');
