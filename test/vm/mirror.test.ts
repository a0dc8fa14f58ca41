/** Two disks that mirror each other: installed on both, started from either one that is left. */
import test from 'ava';
import { asRoot, complaints, statusOf } from './guest.ts';
import { first, mirrorSite, second, withDisks } from './mirror.ts';
import { diskBytes, installFromStick, prepareHardware, waitUntilDegraded, waitUntilHealthy, type Hardware } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const directory = await workshopFor(test, 'mirror');
let hardware: Hardware;

test.before(async () => {
  hardware = await prepareHardware(directory, image, mirrorSite, [diskBytes, diskBytes]);
});

test.serial('a stick installs a mirror on two disks, and the machine starts from it and is healthy', async (t) => {
  const { console: serial } = await installFromStick(hardware);
  t.regex(serial.text(), /PX-DISK\b/);
  t.regex(serial.text(), /PX-DISK-2\b/);
  await withDisks(hardware, [first, second], waitUntilHealthy, async (guest) => {
    t.regex(await asRoot(guest, 'btrfs filesystem df /var'), /^Data, RAID1:/m);
    t.regex(await asRoot(guest, 'btrfs filesystem df /var'), /^Metadata, RAID1:/m);
    await asRoot(guest, 'echo with both > /var/lib/with-both');
  });
});

test.serial('without the first disk it starts from the second, says that a disk is missing, and works', async (t) => {
  await withDisks(hardware, [second], waitUntilDegraded, async (guest) => {
    t.is((await guest.run('pintxo status')).exitCode, 1);
    t.regex(complaints(await statusOf(guest)), /disk/i);
    t.is(await asRoot(guest, 'cat /var/lib/with-both'), 'with both\n');
    await asRoot(guest, 'echo second alone > /var/lib/second-alone');
  });
});
