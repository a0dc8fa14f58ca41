/** What somebody writes into the firmware: variables that start something else, and words for the system that no TPM measures. */
import test from 'ava';
import { loadOption, numbers, wide } from './harness/efi-variables.ts';
import { installVictim, keyStaysShut, onEsp, ownerIsServed, ownKernel, underAttack } from './attacks.ts';
import type { Hardware } from './platform.ts';
import { workshopFor } from './workshop.ts';

const directory = await workshopFor(test, 'attacks-firmware');
let hardware: Hardware;
let kernel = { path: '', commandLine: '' };

test.before(async () => {
  hardware = await installVictim(directory);
  kernel = await ownKernel(hardware);
});

test.serial('BootNext to our own kernel with an edited command line keeps the key shut', async (t) => {
  const variables = [
    { name: 'Boot0099', data: loadOption('evil', await onEsp(hardware, kernel.path), `${kernel.commandLine} rd.shell systemd.debug_shell`) },
    { name: 'BootNext', data: numbers(0x99) },
  ];
  await underAttack(hardware, 'boot-next', { variables }, (machine) => keyStaysShut(t, machine));
});

test.serial('words for the command line out of SMBIOS keep the key shut', async (t) => {
  const extra = ['-smbios', 'type=11,value=io.systemd.stub.kernel-cmdline-extra=systemd.debug_shell'];
  await underAttack(hardware, 'smbios', { spec: { extra } }, (machine) => keyStaysShut(t, machine));
});

// No register tells of these: they must not count for anything.
const credentials = {
  'passwd.plaintext-password.root': 'evil',
  'agetty.autologin': 'root',
  'login.noauth': 'yes',
  'systemd.extra-unit.evil.service': '[Service]\nExecStart=/usr/bin/touch /run/evil\n',
  'systemd.unit-dropin.pintxo-health.service': '[Unit]\nWants=evil.service\n',
};
const options = {
  name: 'SystemdOptions',
  vendor: '8cf2644b-4b0b-428f-9387-6d876050dc67',
  data: wide('systemd.unit=rescue.target systemd.import_credentials=yes systemd.setenv=EVIL=1 init=/usr/bin/sh'),
};

test.serial('credentials out of SMBIOS and options in a variable of the firmware count for nothing', async (t) => {
  await underAttack(hardware, 'unmeasured', { variables: [options], spec: { credentials, onReboot: 'stop' } }, async (machine) => {
    const root = await ownerIsServed(t, machine, hardware);
    t.is(await root('cat /sys/firmware/efi/efivars/SystemdOptions-* | tr -d "\\000" | grep -ao rescue.target'), 'rescue.target\n', 'the variable is there');
    t.is(await root('systemctl show-environment | grep EVIL; find /run/evil /run/credentials/@system -type f 2> /dev/null; systemctl cat evil.service 2> /dev/null; true'), '');
    t.notRegex(machine.console.text(), /root@|^# /m);
    t.regex(await root('grep ^root: /etc/shadow'), /^root:[*!]/);

    // The key was given once: root of the running system does not get it again.
    const again = await root('cryptsetup open --test-passphrase --token-only $(readlink --canonicalize /dev/disk/by-partlabel/pintxo-data) 2>&1 && echo given || echo shut');
    t.regex(again, /shut\n$/);

    await root('systemctl --no-block start emergency.target');
    await machine.console.waitFor('The machine tries again in 30 seconds', { timeoutMs: 120_000, what: 'the emergency' });
    await machine.waitForShutdown({ timeoutMs: 180_000 });
    t.notRegex(machine.console.text(), /Press Enter|root@|Give root password/);
  });
});

test.serial('without all that, the machine starts by its TPM as before', async (t) => {
  await underAttack(hardware, 'clean', {}, async (machine) => void (await ownerIsServed(t, machine, hardware)));
});
