/** Debian's own installer, from our stick, without a network, with nobody there; and what it installed, with the same modules. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { createDisk, makeSshKey, type Machine, startMachine, type SshKey } from './harness/index.ts';
import { run } from './harness/process.ts';
import { asRoot, guestOf, statusOf } from './guest.ts';
import { diskBytes, forwardedNic, siteWithPassword, stickDisk, switchOff, systemDisk, waitUntilHealthy } from './platform.ts';
import { workshopFor } from './workshop.ts';

const program = fileURLToPath(new URL('../../dist/pintxo.js', import.meta.url));

// Half an hour where processors are emulated; whoever waits for the test to end is told in between.
const patience = { timeoutMs: 25 * 60_000, unless: /<Go Back>|<Yes>|Installation step failed|Kernel panic/ };

const directory = await workshopFor(test, 'debian');
let key: SshKey;
let disk: string;
let installer: Machine;

test.before(async () => {
  key = await makeSshKey(directory);
  disk = join(directory, 'disk.img');
  await createDisk(disk, diskBytes);
  const site = join(directory, 'site.yaml');
  await writeFile(site, siteWithPassword(key.publicKey));
  await run(process.execPath, [program, 'media', 'debian', site, '--out', directory], { what: 'making the stick' });
});

test.serial('the installer asks nothing, and finds its parts and the disk', async (t) => {
  const stick = { ...stickDisk(join(directory, 'debian-casa.img')), removable: true };
  installer = await startMachine({ name: 'debian-installer', directory, disks: [stick, systemDisk(disk)], nics: [], onReboot: 'stop' });
  await installer.console.waitFor('Loading additional components', { ...patience, what: 'the installer has found its packages' });
  await installer.console.waitFor('Installing the base system', { ...patience, what: 'the disk has its partitions' });
  t.pass();
});

test.serial('it installs the base system and a kernel', async (t) => {
  await installer.console.waitFor('Selecting the kernel to install', { ...patience, what: 'the base system' });
  await installer.console.waitFor(/Select and install software|Configuring apt/, { ...patience, what: 'the kernel' });
  t.pass();
});

test.serial('it installs the platform and the boot loader, and switches the machine off', async (t) => {
  await installer.console.waitFor(/GRUB/, { ...patience, what: 'the boot loader' });
  t.true((await installer.waitForShutdown({ timeoutMs: patience.timeoutMs })).byGuest);
});

test.serial('the disk starts by itself, and the machine becomes healthy', async (t) => {
  const machine = await startMachine({ name: 'debian', directory, disks: [systemDisk(disk)], nics: [forwardedNic] });
  await waitUntilHealthy(machine);
  const guest = guestOf(machine, { key: key.path });
  await guest.waitUntilReady({ timeoutMs: 180_000 });
  t.is((await statusOf(guest)).state, 'healthy');
  t.regex(await guest.output('cat /etc/os-release'), /^ID=debian$/m);
  t.is(await asRoot(guest, 'systemctl --failed --no-legend | cat'), '', 'no service failed');
  await switchOff(machine);
});
