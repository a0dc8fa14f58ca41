/** An encrypted mirror of which the TPM opens one disk only: the machine comes up with that one, says so, and is made whole. */
import test from 'ava';
import { type Machine, startMachine } from './harness/index.ts';
import { asRoot, complaints, readyGuest, scrub, statusOf } from './guest.ts';
import {
  diskBytes, forwardedNic, installFromStick, prepareHardware, siteWithPassword, startInstalled, switchOff, systemDisks, waitUntilDegraded, type Hardware,
} from './platform.ts';
import { prompt, recoveryKeyOf } from './recovery.ts';
import { image, workshopFor } from './workshop.ts';

const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  systemDisk: {pick: smallest, count: 2}\n  encryption: required\n');

const directory = await workshopFor(test, 'locked');
let hardware: Hardware;

test.before(async () => {
  hardware = await prepareHardware(directory, image, site, [diskBytes, diskBytes]);
  await installFromStick(hardware, { tpm: true });
});

test.serial('a disk that the TPM opens no more is left out when nobody types the key, and the other carries the machine', async (t) => {
  const machine = await startInstalled(hardware, { tpm: true });
  const guest = await readyGuest(machine, hardware);
  await asRoot(guest, 'systemd-cryptenroll --wipe-slot=tpm2 $(readlink --canonicalize /dev/disk/by-id/virtio-PX-DISK-2-part6)');
  await switchOff(machine);

  const degraded = await start();
  // Whoever stands there could type it; here is nobody.
  await degraded.console.waitFor(prompt, { timeoutMs: 300_000, what: 'the question for the recovery key' });
  await waitUntilDegraded(degraded);
  const found = await statusOf(await readyGuest(degraded, hardware));
  t.regex(complaints(found), /could not be opened.*pintxo repair --disk/);
  await asRoot(await readyGuest(degraded, hardware), 'echo one half > /var/lib/one-half');
  await switchOff(degraded);
});

test.serial('with the recovery key it is opened again; what it lacks, it gets', async (t) => {
  const machine = await start();
  await machine.console.waitFor(prompt, { timeoutMs: 300_000, what: 'the question for the recovery key' });
  machine.console.write(`${await recoveryKeyOf(hardware)}\n`);
  // It is open, but what was written meanwhile is on the other one only.
  await waitUntilDegraded(machine);
  const guest = await readyGuest(machine, hardware);
  t.is(await asRoot(guest, 'cat /var/lib/one-half'), 'one half\n');
  await asRoot(guest, 'pintxo repair', 900_000);
  t.is((await statusOf(guest)).state, 'healthy');
  await scrub(guest);
  await switchOff(machine);
});

test.serial('after that both open by the TPM, with nobody there', async (t) => {
  const machine = await startInstalled(hardware, { tpm: true });
  t.notRegex(machine.console.text(), prompt);
  await switchOff(machine);
});

function start(): Promise<Machine> {
  return startMachine({ name: 'locked', directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true });
}
