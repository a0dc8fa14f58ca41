/** What somebody lays on the EFI partition, or into the firmware, so that it is loaded beside the system: the TPM keeps the key. */
import test from 'ava';
import { commandLineAddon, efiSpeaker } from './harness/efi-program.ts';
import { loadOption, numbers } from './harness/efi-variables.ts';
import { installVictim, keyStaysShut, onEsp, ownerIsServed, ownKernel, underAttack } from './attacks.ts';
import type { Hardware } from './platform.ts';
import { workshopFor } from './workshop.ts';

const directory = await workshopFor(test, 'attacks-loader');
let hardware: Hardware;
let kernel = { path: '', commandLine: '' };

test.before(async () => {
  hardware = await installVictim(directory);
  kernel = await ownKernel(hardware);
});

test.serial('a driver that the firmware loads by a variable keeps the key shut', async (t) => {
  const path = 'EFI/evil/driver.efi';
  const variables = [
    { name: 'Driver0000', data: loadOption('evil', await onEsp(hardware, path)) },
    { name: 'DriverOrder', data: numbers(0) },
  ];
  await underAttack(hardware, 'driver-variable', { files: { [path]: efiSpeaker('boot-driver', 'evil driver runs') }, variables }, async (machine) => {
    await machine.console.waitFor('evil driver runs', { timeoutMs: 300_000, what: 'the driver' });
    await keyStaysShut(t, machine);
  });
});

test.serial('a foreign addon to the command line keeps the key shut', async (t) => {
  await underAttack(hardware, 'addon', { files: { 'loader/addons/evil.addon.efi': commandLineAddon('evil') } }, (machine) => keyStaysShut(t, machine));
});

test.serial('a credential on the EFI partition keeps the key shut', async (t) => {
  await underAttack(hardware, 'credential', { files: { 'loader/credentials/evil.cred': 'evil' } }, (machine) => keyStaysShut(t, machine));
});

test.serial('a foreign entry of the boot loader with words of its own for the command line keeps the key shut', async (t) => {
  const entry = `title evil\nefi /${kernel.path}\noptions ${kernel.commandLine} rd.shell systemd.debug_shell\n`;
  await underAttack(hardware, 'entry', { files: { 'loader/entries/evil.conf': entry, 'loader/loader.conf': 'timeout 0\ndefault evil.conf\n' } }, (machine) => keyStaysShut(t, machine));
});

test.serial('without all that, the machine starts by its TPM as before', async (t) => {
  await underAttack(hardware, 'clean', {}, async (machine) => void (await ownerIsServed(t, machine, hardware)));
});
