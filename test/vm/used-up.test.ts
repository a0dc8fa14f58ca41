/** A stick that has installed a machine, its system disk gone, other disks there: nothing is erased; a person goes on, and the pool comes back. */
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createDisk, digest, type DiskSpec, formatExt4, type Machine, readFat } from './harness/index.ts';
import { asRoot, readyGuest } from './guest.ts';
import { finishInstalling, forwardedNic, type Hardware, prepareHardware, siteWithPassword, startInstalled, startStick, stickDisk, switchOff, systemDisk, waitUntilUp } from './platform.ts';
import { startMachine } from './harness/index.ts';
import { recoveryKeyOf } from './recovery.ts';
import { image, workshopFor } from './workshop.ts';

const gib = 2 ** 30;
const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  dataDisks:\n    tankc1: { serial: PX-DATA }\n  wipe: any\n  encryption: required\n');
const patience = { timeoutMs: 600_000, unless: /step 1 of|Installed\. The machine/ };

const directory = await workshopFor(test, 'used-up');
const replacement = join(directory, 'replacement.img');
const photos = join(directory, 'photos.img');
let hardware: Hardware;
let key = '';

test.before(async () => {
  hardware = await prepareHardware(directory, image, site, [32 * gib, 20 * gib]);
  await createDisk(photos, 40 * gib);
  await formatExt4(photos, 'holiday-photos');
  await createDisk(replacement, 32 * gib);
});

test.serial('a stick installs a machine with a storage pool, which is filled', async (t) => {
  const machine = await startStick({ name: 'install', directory, disks: [stickDisk(hardware.stick), systemDisk(hardware.disk), pool()], nics: [], tpm: true });
  await finishInstalling(machine);
  key = await recoveryKeyOf(hardware);
  const installed = await startInstalled(hardware, { disks: [systemDisk(hardware.disk), pool()], tpm: true });
  const guest = await readyGuest(installed, hardware);
  await asRoot(guest, 'echo backup > /srv/tankc1/kept && sync');
  await switchOff(installed);
  const used: unknown = JSON.parse(await readFat(hardware.stick, 'PINTXO', 'logs/used.json'));
  t.regex(JSON.stringify(used), /PX-DISK.*"isWhole":true/);
  t.false(JSON.stringify(used).includes(key.slice(0, 8)));
});

test.serial('its system disk gone, the stick erases no disk with something on it, although wipe: any stands in its site.yaml', async (t) => {
  const machine = await refused(t, 'photos', [disk(photos, 'PX-PHOTOS'), pool()]);
  await machine.stop({ keep: true });
});

test.serial('nor does it install on a blank one by itself; with the recovery key of the machine that was installed it does, and leaves the pool alone', async (t) => {
  const machine = await refused(t, 'replacement', [disk(replacement, 'PX-NEW'), pool()]);
  await machine.console.waitFor('Recovery key:', { timeoutMs: 60_000 });
  machine.console.write(`${key.replace(/^./, (letter) => (letter === 'c' ? 'b' : 'c'))}\n`);
  await machine.console.waitFor(/That is not the recovery key[^]*Recovery key:/, { timeoutMs: 60_000, what: 'the question again' });
  const before = await digest(hardware.disks[1] ?? '');
  machine.console.write(`${key}\n`);
  await finishInstalling(machine);
  t.is(await digest(hardware.disks[1] ?? ''), before);
});

test.serial('the new machine takes the pool over with the key of the old one, and has it from then on', async (t) => {
  const machine = await startMachine({ name: 'adopts', directory, disks: [systemDisk(replacement), pool()], nics: [forwardedNic], tpm: true });
  await waitUntilUp(machine);
  const guest = await readyGuest(machine, hardware);
  t.regex(await asRoot(guest, 'pintxo pools 2>&1'), /tankc1 is not there.*pintxo adopt tankc1/);
  t.regex(await asRoot(guest, "echo wrong | pintxo adopt tankc1 2>&1 || true"), /does not open/);
  t.regex(await asRoot(guest, `echo ${key} | pintxo adopt tankc1 2>&1`, 120_000), /Taken over/);
  t.is(await asRoot(guest, 'cat /srv/tankc1/kept'), 'backup\n');
  await switchOff(machine);
  const again = await startInstalled({ ...hardware, disk: replacement, disks: [replacement] }, { name: 'adopted', disks: [systemDisk(replacement), pool()], tpm: true });
  t.is(await asRoot(await readyGuest(again, hardware), 'cat /srv/tankc1/kept'), 'backup\n');
  await switchOff(again);
});

function pool(): DiskSpec {
  return { image: hardware.disks[1] ?? '', bus: 'sata', serial: 'PX-DATA', bootIndex: 3 };
}

function disk(path: string, serial: string): DiskSpec {
  return { image: path, bus: 'virtio', serial, bootIndex: 1 };
}

/** Starts the stick with these disks, and waits until it has refused; not one byte of them is another afterwards. */
async function refused(t: ExecutionContext, name: string, disks: readonly DiskSpec[]): Promise<Machine> {
  const before = await Promise.all(disks.map(({ image: path }) => digest(path)));
  const machine = await startStick({ name, directory, disks: [stickDisk(hardware.stick), ...disks], nics: [], tpm: true });
  await machine.console.waitFor('Nothing was written to any disk.', patience);
  t.deepEqual(await Promise.all(disks.map(({ image: path }) => digest(path))), before);
  return machine;
}
