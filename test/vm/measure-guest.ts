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
const restarts = /^\[ *(\d+\.\d+)\] reboot: Restarting system/m;
// The unit that is up when the version that runs has been found good.
const goodAt = 'journalctl --boot=-1 --output=json UNIT=boot-complete.target MESSAGE_ID=39f53479d3a045ac8e11786248231fbf';

/** Seconds from the kernel's first moment: to the restart after the installation, to healthy, and to the login prompt of a plain Debian. */
export async function measureGuests(directory: string, image: string, plain: PlainDebian): Promise<Numbers> {
  const hardware = await prepareHardware(join(directory, 'guest'), image, siteWithPassword);
  const install = await installCounted(hardware);
  await startCounted(hardware);
  const node = await startInstalled(hardware);
  const guest = await readyGuest(node, hardware);
  const start = await secondsUntilGood(guest);
  const memory = await idleMemory(guest);
  await switchOff(node);
  return { start_guest_s: start, install_guest_s: install, idle_memory_mb: memory, plain_start_guest_s: await startPlain(plain) };
}

async function installCounted(hardware: Hardware): Promise<number> {
  const disks = [stickDisk(hardware.stick), ...systemDisks(hardware)];
  const machine = await startCountedMachine({ name: 'install', directory: hardware.directory, disks, nics: [], onReboot: 'stop' });
  const [, seconds] = await machine.console.waitFor(restarts, { ...patience, what: 'the restart after the installation', unless: new RegExp(`${notInstalled.source}|${hopeless.source}`) });
  await machine.waitForShutdown(patience);
  return Number(seconds);
}

async function startCounted(hardware: Hardware): Promise<void> {
  const machine = await startCountedMachine({ name: 'node', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic] });
  await machine.console.waitFor(`${siteDomain} is healthy`, { ...patience, what: 'the node is healthy', unless: new RegExp(`${hopeless.source}|${siteDomain} is degraded`) });
  await machine.powerButton();
  await machine.waitForShutdown(patience);
}

async function startPlain(plain: PlainDebian): Promise<number> {
  const machine = await startCountedMachine(plainMachine(plain));
  const [, seconds] = await machine.console.waitFor(atLogin, { ...patience, what: 'the login prompt of a plain Debian', unless: hopeless });
  await machine.stop();
  return Number(seconds);
}

function startCountedMachine(spec: MachineSpec): Promise<Machine> {
  return startMachine({ ...spec, countsInstructions: true });
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
