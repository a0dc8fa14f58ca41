/** Encrypted data: opened by the TPM of the machine alone, and by the recovery key when the TPM does not. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { findPartition, readBytes, startMachine, type MachineSpec } from './harness/index.ts';
import { asRoot, readyGuest } from './guest.ts';
import {
  copyHardware, forwardedNic, installFromStick, prepareHardware, siteWithPassword, startInstalled, startStick, stickDisk, switchOff,
  systemDisks, waitUntilUp, type Hardware,
} from './platform.ts';
import { asksForKey, prompt, readRecoverySheet, recoveryKeyOf, typeRecoveryKey } from './recovery.ts';
import { containsBytes } from './search.ts';
import { image, workshopFor } from './workshop.ts';

const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  encryption: required\n');
const planted = 'planted text that nobody may read from the disk';

const directory = await workshopFor(test, 'encryption');
let hardware: Hardware;
let key = '';

test.before(async () => {
  hardware = await prepareHardware(join(directory, 'machine'), image, site);
});

test.serial('encryption that is required is refused on a machine without a TPM, before anything is written', async (t) => {
  const machine = await startStick({ name: 'no-tpm', directory: join(directory, 'no-tpm'), disks: [stickDisk(hardware.stick), ...systemDisks(hardware)].map(discarding) });
  await machine.console.waitFor('Nothing was written to any disk.', { timeoutMs: 600_000, unless: /step 1 of|Installed\./ });
  t.regex(machine.console.text(), /TPM/);
  t.regex(machine.console.text(), /encryption: off/, 'what else can be done');
  await switchOff(machine);
});

test.serial('with a TPM it is installed, and the recovery sheet is on the stick for the administrator alone', async (t) => {
  await installFromStick(hardware, { tpm: true });
  t.regex(await readRecoverySheet(hardware), /Recovery sheet of/);
  key = await recoveryKeyOf(hardware);
});

test.serial('it starts with nobody watching, and what is in /var is not readable on the disk', async (t) => {
  const machine = await startInstalled(hardware, { tpm: true });
  const guest = await readyGuest(machine, hardware);
  // Neither in the command line, where logs would keep it, nor compressed on the disk.
  await guest.writeFile('planted', `${planted}\n`.repeat(1000));
  await asRoot(guest, 'btrfs property set /var/lib compression none; cp /home/ana/planted /var/lib/planted && sync');
  await switchOff(machine);
  const data = await findPartition(hardware.disk, 'pintxo-data');
  t.deepEqual(await readBytes(hardware.disk, data.offset, 8), Buffer.from('LUKS\xba\xbe\x00\x02', 'latin1'));
  t.false(await containsBytes(hardware.disk, planted));
});

test.serial('it starts again by the TPM, also after the binding has been renewed', async (t) => {
  const machine = await startInstalled(hardware, { tpm: true });
  t.notRegex(machine.console.text(), asksForKey);
  t.true((await asRoot(await readyGuest(machine, hardware), 'cat /var/lib/planted')).startsWith(planted));
  await switchOff(machine);
});

test.serial('without its TPM the machine asks for the recovery key in good time, and goes on with it', async (t) => {
  await opensWithKey(await copyHardware(hardware, join(directory, 'absent')), { tpm: false });
  t.pass();
});

test.serial('with a cleared TPM the machine asks for the recovery key, and goes on with it', async (t) => {
  const copy = await copyHardware(hardware, join(directory, 'cleared'));
  await rm(join(copy.directory, 'tpm'), { recursive: true });
  await opensWithKey(copy, { tpm: true });
  t.pass();
});

test.serial('in another machine with a TPM of its own the disk opens with the recovery key', async (t) => {
  const other = join(directory, 'other');
  const copy = await copyHardware(hardware, join(directory, 'moved'));
  const blank = await prepareHardware(other, image, () => undefined);
  await copyFile(copy.disk, blank.disk);
  await opensWithKey({ ...blank, key: copy.key }, { tpm: true });
  t.pass();
});

test.serial('a wrong recovery key opens nothing, and the right one is asked for again', async (t) => {
  const copy = await copyHardware(hardware, join(directory, 'wrong'));
  const machine = await startMachine({ name: 'wrong', directory: copy.directory, disks: systemDisks(copy), nics: [forwardedNic] });
  await typeRecoveryKey(machine, key.replace(/[a-z]/g, 'c'));
  await machine.console.waitFor(prompt, { timeoutMs: 120_000, what: 'the question once more', unless: 'is healthy' });
  t.notRegex(machine.console.text(), /is (healthy|degraded)/);
  machine.console.write(`${key}\n`);
  await waitUntilUp(machine);
  await switchOff(machine);
});

test.serial('the recovery key is never shown where it is typed', (t) => {
  t.regex(key, /^[a-z-]{71}$/);
  t.is(consoles.filter((text) => text.includes(key)).length, 0);
  t.true(consoles.length >= 3);
});

const consoles: string[] = [];

async function opensWithKey(copy: Hardware, spec: Partial<MachineSpec>): Promise<void> {
  // Whether a machine without its TPM counts as healthy is not the matter here.
  const machine = await startMachine({ name: 'recovery', directory: copy.directory, disks: systemDisks(copy), nics: [forwardedNic], ...spec });
  await typeRecoveryKey(machine, key);
  await waitUntilUp(machine);
  const guest = await readyGuest(machine, copy);
  const text = await asRoot(guest, 'head -n 1 /var/lib/planted');
  if (text.trim() !== planted) throw machine.console.failure(`/var/lib/planted has "${text}"`);
  consoles.push(machine.console.text());
  await switchOff(machine);
}

function discarding<Disk extends object>(disk: Disk): Disk & { discardWrites: true } {
  return { ...disk, discardWrites: true };
}
