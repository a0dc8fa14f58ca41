/** A mirror after one of its disks was away or lost: an old one may come back, a new one takes the place of a lost one. */
import test from 'ava';
import { createDisk, type Guest } from './harness/index.ts';
import { asRoot, complaints, scrub, statusOf } from './guest.ts';
import { first, mirrorSite, second, third, withDisks } from './mirror.ts';
import { diskBytes, installFromStick, prepareHardware, waitUntilDegraded, waitUntilHealthy, type Hardware } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const directory = await workshopFor(test, 'mirror-repair');
let hardware: Hardware;

test.before(async () => {
  hardware = await prepareHardware(directory, image, mirrorSite, [diskBytes, diskBytes]);
});

test.serial('a mirror is installed, and works without its first disk', async (t) => {
  await installFromStick(hardware);
  await withDisks(hardware, [second], waitUntilDegraded, async (guest) => {
    t.regex(complaints(await statusOf(guest)), /disk/i);
    await asRoot(guest, 'echo second alone > /var/lib/second-alone');
  });
});

test.serial('a disk that was away does not bring its old data back: the newer one counts, and `pintxo repair` makes both alike', async (t) => {
  await withDisks(hardware, [first, second], waitUntilDegraded, async (guest) => {
    t.is(await asRoot(guest, 'cat /var/lib/second-alone'), 'second alone\n');
    t.regex(complaints(await statusOf(guest)), /disk/i);
    await repair(guest);
    t.is((await statusOf(guest)).state, 'healthy');
    await scrub(guest);
  });
});

test.serial('after that either disk is enough: the first one alone has everything', async (t) => {
  await withDisks(hardware, [first], waitUntilDegraded, async (guest) => {
    t.is(await asRoot(guest, 'cat /var/lib/second-alone'), 'second alone\n');
    await asRoot(guest, 'echo first alone > /var/lib/first-alone');
  });
});

test.serial('a new blank disk takes the place of a lost one when `pintxo repair` is called', async (t) => {
  const path = `${directory}/disk-3.img`;
  await createDisk(path, diskBytes);
  hardware = { ...hardware, disks: [...hardware.disks, path] };
  await withDisks(hardware, [first, third], waitUntilDegraded, async (guest) => {
    await repair(guest);
    t.is((await statusOf(guest)).state, 'healthy');
    t.false(complaints(await statusOf(guest)).includes('disk'));
    await scrub(guest);
  });
  await withDisks(hardware, [first, third], waitUntilHealthy, async (guest) => {
    t.notRegex(await asRoot(guest, "btrfs filesystem df /var | grep -v '^GlobalReserve'"), /single/, 'nothing that was written in between has only one copy');
  });
});

test.serial('the new disk alone starts the machine with everything', async (t) => {
  await withDisks(hardware, [third], waitUntilDegraded, async (guest) => {
    t.is(await asRoot(guest, 'cat /var/lib/second-alone /var/lib/first-alone'), 'second alone\nfirst alone\n');
  });
});

async function repair(guest: Guest): Promise<void> {
  await asRoot(guest, 'pintxo repair', 900_000);
}
