/** Two disks that mirror each other: either may go, an old one may come back, a new one takes the place of a lost one. */
import test from 'ava';
import { createDisk, startMachine, type DiskSpec, type Guest, type Machine } from './harness/index.ts';
import { asRoot, complaints, readyGuest, scrub, statusOf } from './guest.ts';
import {
  diskBytes, forwardedNic, installFromStick, prepareHardware, siteWithPassword, switchOff, systemDisks, waitUntilDegraded, waitUntilHealthy,
  type Hardware,
} from './platform.ts';
import { closeWorkshop, image, openWorkshop } from './workshop.ts';

const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  systemDisk: {pick: smallest, count: 2}\n');

let directory: string;
let hardware: Hardware;
let failed = 0;

test.before(async () => {
  directory = await openWorkshop('mirror');
  hardware = await prepareHardware(directory, image, site, [diskBytes, diskBytes]);
});

test.afterEach.always((t) => void (failed += t.passed ? 0 : 1));
test.after.always(() => closeWorkshop(directory, failed === 0));

const [first, second, third] = [0, 1, 2];

test.serial('a stick installs a mirror on two disks, and the machine starts from it and is healthy', async (t) => {
  const { console: serial } = await installFromStick(hardware);
  t.regex(serial.text(), /PX-DISK\b/);
  t.regex(serial.text(), /PX-DISK-2\b/);
  await withMachine([first, second], waitUntilHealthy, async (guest) => {
    t.regex(await asRoot(guest, 'btrfs filesystem df /var'), /^Data, RAID1:/m);
    t.regex(await asRoot(guest, 'btrfs filesystem df /var'), /^Metadata, RAID1:/m);
    await asRoot(guest, 'echo with both > /var/lib/with-both');
  });
});

test.serial('without the first disk it starts from the second, says that a disk is missing, and works', async (t) => {
  await withMachine([second], waitUntilDegraded, async (guest) => {
    t.is((await guest.run('pintxo status')).exitCode, 1);
    t.regex(complaints(await statusOf(guest)), /disk/i);
    t.is(await asRoot(guest, 'cat /var/lib/with-both'), 'with both\n');
    await asRoot(guest, 'echo second alone > /var/lib/second-alone');
  });
});

test.serial('a disk that was away does not bring its old data back: the newer one counts, and `pintxo repair` makes both alike', async (t) => {
  await withMachine([first, second], waitUntilDegraded, async (guest) => {
    t.is(await asRoot(guest, 'cat /var/lib/second-alone'), 'second alone\n');
    t.regex(complaints(await statusOf(guest)), /disk/i);
    await repair(guest);
    t.is((await statusOf(guest)).state, 'healthy');
    await scrub(guest);
  });
});

test.serial('after that either disk is enough: the first one alone has everything', async (t) => {
  await withMachine([first], waitUntilDegraded, async (guest) => {
    t.is(await asRoot(guest, 'cat /var/lib/with-both /var/lib/second-alone'), 'with both\nsecond alone\n');
    await asRoot(guest, 'echo first alone > /var/lib/first-alone');
  });
});

test.serial('a new blank disk takes the place of a lost one when `pintxo repair` is called', async (t) => {
  const path = `${directory}/disk-3.img`;
  await createDisk(path, diskBytes);
  hardware = { ...hardware, disks: [...hardware.disks, path] };
  await withMachine([first, third], waitUntilDegraded, async (guest) => {
    await repair(guest);
    t.is((await statusOf(guest)).state, 'healthy');
    t.false(complaints(await statusOf(guest)).includes('disk'));
    await scrub(guest);
  });
  await withMachine([first, third], waitUntilHealthy, async (guest) => {
    t.notRegex(await asRoot(guest, "btrfs filesystem df /var | grep -v '^GlobalReserve'"), /single/, 'nothing that was written in between has only one copy');
  });
});

test.serial('the new disk alone starts the machine with everything', async (t) => {
  await withMachine([third], waitUntilDegraded, async (guest) => {
    t.is(await asRoot(guest, 'cat /var/lib/with-both /var/lib/second-alone /var/lib/first-alone'), 'with both\nsecond alone\nfirst alone\n');
  });
});

/** The machine with these of its disks, from power-on until it is switched off in good order. */
async function withMachine(positions: readonly number[], ready: (machine: Machine) => Promise<void>, work: (guest: Guest) => Promise<void>): Promise<void> {
  const machine = await startMachine({ name: 'mirror', directory, disks: disksAt(positions), nics: [forwardedNic] });
  try {
    await ready(machine);
    await work(await readyGuest(machine, hardware));
    await switchOff(machine);
  } finally {
    await machine.stop({ keep: true });
  }
}

function disksAt(positions: readonly number[]): DiskSpec[] {
  return systemDisks(hardware).filter((_, position) => positions.includes(position));
}

async function repair(guest: Guest): Promise<void> {
  await asRoot(guest, 'pintxo repair', 900_000);
}
