/** A stick with a newer version on an encrypted machine: who signed it decides, and the TPM opens the data for the new system with nobody there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { buildImage } from '../../builder/commands/build.ts';
import { manifestPath, signaturePath } from '../../builder/trust/manifest.ts';
import { secretKeyFrom, signMinisign } from '../../builder/trust/minisign.ts';
import { release } from '../../builder/system/release.ts';
import { type Guest, type Machine, readFat, startMachine, until, writeFat } from './harness/index.ts';
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

const stickEsp = 'pintxo-stick-esp';

const directory = await workshopFor(test, 'update');
let hardware: Hardware;
let machine: Machine;
/** The signature of whoever built the newer stick. */
let own = '';

test.before(async () => {
  hardware = await prepareHardware(join(directory, 'machine'), image, site);
});

test.serial('an encrypted machine starts for the first time by the TPM, which was told what it would be', async (t) => {
  await installFromStick(hardware, { tpm: true });
  machine = await startInstalled(hardware, { tpm: true });
  t.notRegex(machine.console.text(), asksForKey);
  const guest = await readyGuest(machine, hardware);
  t.is(await asRoot(guest, 'echo kept > /var/lib/kept && sync && sed -n s/^VERSION_ID=//p /etc/os-release'), `${version}\n`);
  await waitUntilBound(guest);
  t.deepEqual(await bindingsOf(guest), ['2+4+7+12']);
  await switchOff(machine);
});

test.serial('a stick with a newer version that a stranger has signed is handed over, and the machine refuses it and goes on as it was', async (t) => {
  await copyImage(await imageOf(newer), hardware.stick);
  await putSite(hardware.stick, site((await readFile(`${hardware.key}.pub`, 'utf8')).trim()));
  own = await readFat(hardware.stick, stickEsp, signaturePath);
  const manifest = await readFat(hardware.stick, stickEsp, manifestPath);
  await writeFat(hardware.stick, stickEsp, signaturePath, signMinisign(Buffer.from(manifest), secretKeyFrom(Buffer.alloc(32, 7)), 'of a stranger'));
  await handOver();
  machine = await startInstalled(hardware, { tpm: true });
  t.notRegex(machine.console.text(), asksForKey);
  const guest = await readyGuest(machine, hardware);
  const isRefused = async (): Promise<boolean> => (await asRoot(guest, 'ls /var/lib/pintxo')).includes('refused-system.json');
  await until(isRefused, { timeoutMs: 300_000, what: 'the refusal', everyMs: 3000 });
  t.regex((await guest.run('pintxo status --json')).stdout, /signed by the key \S+, which is not trusted here.*sudo pintxo accept/s);
  t.is(await asRoot(guest, 'ls /efi/EFI/Linux'), `pintxo_${version}.efi\n`);
  t.deepEqual(await bindingsOf(guest), ['2+4+7+12'], 'the TPM knows nothing of it');
  await switchOff(machine);
});

test.serial('the same stick with its own signature hands it over, and touches neither what runs nor the data', async (t) => {
  await writeFat(hardware.stick, stickEsp, signaturePath, own);
  await handOver();
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
  t.deepEqual(await bindingsOf(guest), ['2+4+7+12'], 'to the new one, and not to the old one any more');
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

async function handOver(): Promise<void> {
  machine = await startStick({ name: 'newer', directory: hardware.directory, disks: [stickDisk(hardware.stick), ...systemDisks(hardware)], tpm: true });
  await machine.console.waitFor('The new system is on the disk, and all data is kept', { timeoutMs: 600_000, what: 'the hand-over', unless: notInstalled });
  await machine.waitForShutdown({ timeoutMs: 120_000 });
}

/** What the TPM compares before it opens the data, for each way in which it does. */
async function bindingsOf(guest: Guest): Promise<string[]> {
  const dump = await asRoot(guest, 'cryptsetup luksDump /dev/disk/by-partlabel/pintxo-data');
  return [...dump.matchAll(/tpm2-hash-pcrs:\s+(\S+)/g)].map(([, pcrs = '']) => pcrs);
}

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
