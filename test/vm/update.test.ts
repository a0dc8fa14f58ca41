/** A stick with a newer version on an encrypted machine: the TPM opens the data for the new system as well, with nobody there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { buildImage } from '../../builder/commands/build.ts';
import { release } from '../../builder/system/release.ts';
import { type Guest, type Machine, startMachine, until } from './harness/index.ts';
import { asRoot, readyGuest, statusOf } from './guest.ts';
import {
  copyImage, forwardedNic, hopeless, installFromStick, notInstalled, prepareHardware, putSite, siteDomain, siteWithPassword, startInstalled, startStick,
  stickDisk, switchOff, systemDisks, waitUntilHealthy, type Hardware,
} from './platform.ts';
import { asksForKey } from './recovery.ts';
import { image, workshopFor } from './workshop.ts';

const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  encryption: required\n');
const { version } = release();
const newer = `${version}.1`;

const directory = await workshopFor(test, 'update');
let hardware: Hardware;
let machine: Machine;

test.before(async () => {
  hardware = await prepareHardware(join(directory, 'machine'), image, site);
});

test.serial('an encrypted machine runs', async (t) => {
  await installFromStick(hardware, { tpm: true });
  machine = await startInstalled(hardware, { tpm: true });
  const guest = await readyGuest(machine, hardware);
  t.is(await asRoot(guest, 'echo kept > /var/lib/kept && sync && sed -n s/^VERSION_ID=//p /etc/os-release'), `${version}\n`);
  await waitUntilBound(guest);
  await switchOff(machine);
});

test.serial('a stick with a newer version hands it over, and touches neither what runs nor the data', async (t) => {
  await copyImage(await imageOf(newer), hardware.stick);
  await putSite(hardware.stick, site((await readFile(`${hardware.key}.pub`, 'utf8')).trim()));
  machine = await startStick({ name: 'newer', directory: hardware.directory, disks: [stickDisk(hardware.stick), ...systemDisks(hardware)], tpm: true });
  await machine.console.waitFor('The new system is on the disk, and all data is kept', { timeoutMs: 600_000, what: 'the hand-over', unless: notInstalled });
  await machine.waitForShutdown({ timeoutMs: 120_000 });
  t.notRegex(machine.console.text(), asksForKey);
});

test.serial('the machine starts the new version by itself; the TPM opens the data, and everything is there', async (t) => {
  machine = await startMachine({ name: 'node', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true, onReboot: 'reset' });
  await waitUntilHealthy(machine);
  await machine.console.waitFor('reboot: Restarting system', { timeoutMs: 300_000, what: 'the restart into the new version', unless: hopeless });
  await machine.console.waitFor(`${siteDomain} is healthy`, { timeoutMs: 600_000, what: 'the new version is healthy', unless: hopeless });
  t.notRegex(machine.console.text(), asksForKey);
  const guest = await readyGuest(machine, hardware);
  t.is(await asRoot(guest, 'sed -n s/^VERSION_ID=//p /etc/os-release; cat /var/lib/kept'), `${newer}\nkept\n`);
  await waitUntilBound(guest);
  t.is((await statusOf(guest)).state, 'healthy');
  t.is(await asRoot(guest, 'ls /efi/EFI/Linux; find /efi/pintxo/parked -type f'), `pintxo_${newer}.efi\npintxo_${version}.efi\n`, 'both, and nothing is left parked');
  await switchOff(machine);
});

test.serial('after that the TPM opens the data for the new system again', async (t) => {
  machine = await startInstalled(hardware, { tpm: true });
  t.notRegex(machine.console.text(), asksForKey);
  t.is(await asRoot(await readyGuest(machine, hardware), 'sed -n s/^VERSION_ID=//p /etc/os-release'), `${newer}\n`);
  await switchOff(machine);
});

async function waitUntilBound(guest: Guest): Promise<void> {
  const isBound = async (): Promise<boolean> => (await asRoot(guest, 'ls /var/lib/pintxo/recovery')).includes('bound');
  await until(isBound, { timeoutMs: 300_000, what: 'the binding to the system that runs', everyMs: 3000 });
}

/** The image of this checkout, as another version. */
async function imageOf(other: string): Promise<string> {
  const own = process.env['PINTXO_VERSION'];
  process.env['PINTXO_VERSION'] = other;
  try {
    return (await buildImage(join(directory, 'newer'), undefined)).image;
  } finally {
    // An empty one is none.
    process.env['PINTXO_VERSION'] = own ?? '';
  }
}
