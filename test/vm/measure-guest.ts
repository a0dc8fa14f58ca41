/** What a start and an installation take by the guest's own clock, which counts instructions: about the same however busy this computer is. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { median } from '../median.ts';
import { asRoot, readyGuest } from './guest.ts';
import { type Guest, type Machine, type MachineSpec, startMachine } from './harness/index.ts';
import { atLogin, type PlainDebian, plainMachine } from './plain-debian.ts';
import { forwardedNic, hopeless, notInstalled, prepareHardware, siteDomain, siteWithPassword, startInstalled, stickDisk, switchOff, systemDisks, type Hardware } from './platform.ts';

type Numbers = Record<string, number>;

// Counted instructions are carried out on one processor, one after another: on a busy computer a start takes a quarter of an hour.
const patience = { timeoutMs: 3_600_000 };
const failed = new RegExp(`${notInstalled.source}|${hopeless.source}`);
const restarts = /^\[ *(\d+\.\d+)\] reboot: Restarting system/m;
// The unit that is up when the version that runs has been found good.
const goodAt = 'journalctl --boot=-1 --output=json UNIT=boot-complete.target MESSAGE_ID=39f53479d3a045ac8e11786248231fbf';

/** Seconds from the kernel's first moment: to the restart after the installation, to healthy, and to the login prompt of a plain Debian. */
export async function measureGuests(directory: string, image: string, plain: PlainDebian): Promise<Numbers> {
  const hardware = await prepareHardware(join(directory, 'guest'), image, siteWithPassword);
  const install = await installCounted(hardware);
  const startBusy = await startCounted(hardware);
  const node = await startInstalled(hardware);
  const guest = await readyGuest(node, hardware);
  const start = await secondsUntilGood(guest);
  const memory = await idleMemory(guest);
  await switchOff(node);
  const plainly = await startPlain(plain);
  return {
    start_guest_s: start, install_guest_s: install.guest, plain_start_guest_s: plainly.guest, idle_memory_mb: memory,
    start_busy_s: startBusy, install_busy_s: install.busy, plain_start_busy_s: plainly.busy,
  };
}

/** Seconds since the kernel's first moment, and those since power-on in which the processor had something to do. */
interface Taken {
  readonly guest: number;
  readonly busy: number;
}

async function installCounted(hardware: Hardware): Promise<Taken> {
  const disks = [stickDisk(hardware.stick), ...systemDisks(hardware)];
  const machine = await startCountedMachine({ name: 'install', directory: hardware.directory, disks, nics: [], onReboot: 'stop' });
  await machine.console.waitFor('Installed. The machine restarts', { ...patience, what: 'the installation', unless: failed });
  const busy = await busySeconds(machine);
  const [, seconds] = await machine.console.waitFor(restarts, { ...patience, what: 'the restart after the installation', unless: failed });
  await machine.waitForShutdown(patience);
  return { guest: Number(seconds), busy };
}

async function startCounted(hardware: Hardware): Promise<number> {
  const machine = await startCountedMachine({ name: 'node', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic] });
  await machine.console.waitFor(`${siteDomain} is healthy`, { ...patience, what: 'the node is healthy', unless: new RegExp(`${hopeless.source}|${siteDomain} is degraded`) });
  const busy = await busySeconds(machine);
  await machine.powerButton();
  await machine.waitForShutdown(patience);
  return busy;
}

async function startPlain(plain: PlainDebian): Promise<Taken> {
  const machine = await startCountedMachine(plainMachine(plain));
  const [, seconds] = await machine.console.waitFor(atLogin, { ...patience, what: 'the login prompt of a plain Debian', unless: hopeless });
  const busy = await busySeconds(machine);
  await machine.stop();
  return { guest: Number(seconds), busy };
}

function startCountedMachine(spec: MachineSpec): Promise<Machine> {
  return startMachine({ ...spec, countsInstructions: true });
}

const Counter = z.object({ icount: z.number() });
const secondsPerInstruction = 2e-9;

/** What the guest only waited for, a disk of this computer too, is not in it. */
async function busySeconds(machine: Machine): Promise<number> {
  return Counter.parse(await machine.qmp('query-replay')).icount * secondsPerInstruction;
}

const JournalEntry = z.object({ __MONOTONIC_TIMESTAMP: z.coerce.number() });

/** Of the start before this one: nobody talks to a machine that counts, in whose eyes every answer comes too late. */
async function secondsUntilGood(guest: Guest): Promise<number> {
  const [line = ''] = (await asRoot(guest, goodAt)).split('\n');
  return JournalEntry.parse(JSON.parse(line)).__MONOTONIC_TIMESTAMP / 1e6;
}

/** A minute after it came up. */
async function idleMemory(guest: Guest): Promise<number> {
  await sleep(60_000);
  const used = "awk '/MemTotal/ {total=$2} /MemAvailable/ {free=$2} END {print (total-free)/1024}' /proc/meminfo";
  const readings = await guest.output(`for turn in 1 2 3 4 5; do ${used}; sleep 5; done`, { timeoutMs: 120_000 });
  return median(readings.trim().split('\n').map(Number));
}
