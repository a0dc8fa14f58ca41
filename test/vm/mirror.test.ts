/** Two disks that mirror each other: installed on both, started from either one that is left. */
import test from 'ava';
import { asRoot, complaints, statusOf } from './guest.ts';
import { first, mirrorSite, second, withDisks } from './mirror.ts';
import { diskBytes, installFromStick, prepareHardware, waitUntilDegraded, waitUntilHealthy, type Hardware } from './platform.ts';
import { closeWorkshop, image, openWorkshop } from './workshop.ts';

let directory: string;
let hardware: Hardware;
let failed = 0;

test.before(async () => {
  directory = await openWorkshop('mirror');
  hardware = await prepareHardware(directory, image, mirrorSite, [diskBytes, diskBytes]);
});

test.afterEach.always((t) => void (failed += t.passed ? 0 : 1));
test.after.always(() => closeWorkshop(directory, failed === 0));

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
