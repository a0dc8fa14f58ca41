/** An encrypted mirror of which the TPM opens one disk only: the key that it holds opens the other; one with another key is left out. */
import test from 'ava';
import { type Machine, startMachine } from './harness/index.ts';
import { asRoot, complaints, readyGuest, scrub, statusOf } from './guest.ts';
import {
  diskBytes, forwardedNic, installFromStick, prepareHardware, siteWithPassword, startInstalled, switchOff, systemDisks, waitUntilDegraded, type Hardware,
} from './platform.ts';
import { prompt } from './recovery.ts';
import { image, workshopFor } from './workshop.ts';

const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  systemDisk: {pick: smallest, count: 2}\n  encryption: required\n');

const directory = await workshopFor(test, 'locked');
let hardware: Hardware;

test.before(async () => {
  hardware = await prepareHardware(directory, image, site, [diskBytes, diskBytes]);
  await installFromStick(hardware, { tpm: true });
});

const partitionOf = (serial: string): string => `$(readlink --canonicalize /dev/disk/by-id/virtio-${serial}-part6)`;

test.serial('the TPM is asked for one disk only: the other opens with the key that the first one holds', async (t) => {
  const machine = await startInstalled(hardware, { tpm: true });
  await asRoot(await readyGuest(machine, hardware), `systemd-cryptenroll --wipe-slot=tpm2 ${partitionOf('PX-DISK-2')}`);
  await switchOff(machine);
  const again = await startInstalled(hardware, { tpm: true });
  t.notRegex(again.console.text(), prompt);
  await switchOff(again);
});

test.serial('a disk that opens with another key is left out and told, and nobody is asked for a key', async (t) => {
  const machine = await startInstalled(hardware, { tpm: true });
  const guest = await readyGuest(machine, hardware);
  await asRoot(guest, `printf other > /run/other && cryptsetup luksChangeKey --batch-mode --key-file /var/lib/pintxo/recovery/key ${partitionOf('PX-DISK-2')} /run/other`);
  await switchOff(machine);
  const degraded = await start();
  await waitUntilDegraded(degraded);
  t.notRegex(degraded.console.text(), prompt);
  const alone = await readyGuest(degraded, hardware);
  t.regex(complaints(await statusOf(alone)), /could not be opened.*pintxo repair --disk/);
  t.is(await asRoot(alone, 'ls /dev/mapper | grep -c pintxo-'), '1\n', 'what is not in use is not open');
  await asRoot(alone, 'pintxo repair --disk PX-DISK-2', 900_000);
  t.is((await statusOf(alone)).state, 'healthy');
  await scrub(alone);
  await switchOff(degraded);
});

test.serial('after that both open again, with nobody there', async (t) => {
  const machine = await startInstalled(hardware, { tpm: true });
  t.notRegex(machine.console.text(), prompt);
  await switchOff(machine);
});

function start(): Promise<Machine> {
  return startMachine({ name: 'locked', directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true });
}
