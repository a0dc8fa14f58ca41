/** Times that `make bench` reports, measured on machines of one's own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createDisk, type DiskSpec, type Machine, readFat, startMachine } from './harness/index.ts';
import { median } from '../median.ts';
import { run } from './harness/process.ts';
import { asRoot, guestOf, readyGuest } from './guest.ts';
import {
  diskBytes, forwardedNic, installFromStick, prepareHardware, siteWithPassword, startInstalled, stickDisk, switchOff, systemDisks,
  waitUntilDegraded, waitUntilHealthy, type Hardware,
} from './platform.ts';

type Numbers = Record<string, number>;

/** A machine with one disk, one with two that are encrypted, and how long copying the system takes beside dd. */
export async function measureMachines(directory: string, image: string): Promise<Numbers> {
  const plain = await prepareHardware(join(directory, 'plain'), image, siteWithPassword);
  const alone = await measurePlainMachine(plain);
  const more = 'machine:\n  systemDisk: {pick: smallest, count: 2}\n  encryption: required\n';
  const mirror = await prepareHardware(join(directory, 'mirror'), image, (key) => siteWithPassword(key, more), [diskBytes, diskBytes]);
  const both = await measureEncryptedMirror(mirror, alone.power_on_to_healthy_s);
  // What the computer below does hits one copy of two seconds or another: three disks got the system, and dd writes three.
  const steps = [...(await copyingSteps(plain)), ...(await copyingSteps(mirror))];
  return { ...alone, ...both, install_ratio: median(steps) / median(await copyingByDd(plain, steps.length)) };
}

/** A stick's life in a machine with two virtual CPUs: power-on to installed, restart to healthy, and at rest. */
async function measurePlainMachine(hardware: Hardware): Promise<Numbers & { readonly power_on_to_healthy_s: number }> {
  const { node, total, installed } = await installAndStart(hardware);
  const memory = await idleMemory(node, hardware);
  await switchOff(node);
  return {
    power_on_to_healthy_s: total,
    install_s: installed,
    disk_to_healthy_s: total - installed,
    idle_memory_mb: Math.round(memory),
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

/** Seconds of each step that partitions a disk and copies the system to it, by the machine's own journal. */
async function copyingSteps({ stick }: Hardware): Promise<number[]> {
  const lines = (await readFat(stick, 'PINTXO', 'logs/journal.jsonl')).split('\n').filter((line) => line !== '');
  const entries = lines.map((line) => JournalLine.parse(JSON.parse(line))).filter(({ step }) => step.startsWith('partition-disk'));
  const at = (name: string, wanted: string): number => entries.find(({ step, state }) => step === name && state === wanted)?.time.getTime() ?? NaN;
  return [...new Set(entries.map(({ step }) => step))].map((step) => (at(step, 'done') - at(step, 'started')) / 1000);
}

/** Seconds that dd takes each time for the same bytes from the same stick to a blank disk like the first, past the cache. */
async function copyingByDd(hardware: Hardware, times: number): Promise<number[]> {
  const scratch = Array.from({ length: times }, (_, turn): DiskSpec => ({ image: join(hardware.directory, `scratch-${turn}.img`), bus: 'virtio', serial: `PX-SCRATCH-${turn}`, bootIndex: turn + 10 }));
  for (const disk of scratch) await createDisk(disk.image, diskBytes);
  const disks = [...systemDisks(hardware), { ...stickDisk(hardware.stick), bootIndex: 9 }, ...scratch];
  await run('sync', [], { what: 'writing everything out' });
  const node = await startMachine({ name: 'dd', directory: hardware.directory, disks, nics: [forwardedNic] });
  await waitUntilHealthy(node);
  const guest = await readyGuest(node, hardware);
  const took: number[] = [];
  for (const { serial } of scratch) took.push(Number(await asRoot(guest, copyByHand(`/dev/disk/by-id/virtio-${serial}`), 900_000)) / 1e9);
  await switchOff(node);
  return took;
}

function copyByHand(target: string): string {
  return [
    'set -eu; from=/dev/disk/by-partlabel; began=$(date +%s%N)',
    `dd if=$from/pintxo-stick-root of=${target} bs=4M iflag=direct oflag=direct 2> /dev/null`,
    `dd if=$from/pintxo-stick-verity of=${target} bs=4M iflag=direct oflag=direct seek=1024 2> /dev/null`,
    'sync; echo $(($(date +%s%N) - began))',
  ].join('; ');
}
