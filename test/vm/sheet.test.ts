/** The recovery sheet of an administrator whose SSH key nothing can be encrypted to: on the screen and on the machine, on no page. */
import test from 'ava';
import { join } from 'node:path';
import { makeSshKey, readFat, startMachine, type Machine } from './harness/index.ts';
import { run } from './harness/process.ts';
import { asRoot, readyGuest } from './guest.ts';
import { forwardedNic, installFromStick, prepareHardware, siteDomain, siteWithPassword, startStick, stickDisk, switchOff, systemDisks, waitUntilUp, type Hardware } from './platform.ts';
import { keyShape, sheetPath } from './recovery.ts';
import { image, workshopFor } from './workshop.ts';

const directory = await workshopFor(test, 'sheet');
let hardware: Hardware;
let machine: Machine;

test.before(async () => {
  const { path, publicKey } = await makeSshKey(directory, 'ecdsa');
  hardware = { ...(await prepareHardware(directory, image, () => siteWithPassword(publicKey, 'machine:\n  encryption: required\n'))), key: path };
});

test.serial('without a screen it stops before anything is erased, and says what to add', async (t) => {
  const machine = await startStick({ name: 'blind', directory: join(directory, 'blind'), disks: [stickDisk(hardware.stick), ...systemDisks(hardware)].map((disk) => ({ ...disk, discardWrites: true as const })), nics: [], tpm: true, screen: false });
  await machine.console.waitFor('Nothing was written to any disk.', { timeoutMs: 600_000, unless: /step 1 of|Installed\./ });
  t.regex(machine.console.text(), /nobody could have the recovery key/);
  t.regex(machine.console.text(), /recoveryKeys/);
  await switchOff(machine);
});

test.serial('nothing of it is on the stick, and the machine starts', async (t) => {
  await installFromStick(hardware, { tpm: true });
  t.notRegex(await readFat(hardware.stick, 'PINTXO', 'logs/install.log'), keyShape);
  await t.throwsAsync(readFat(hardware.stick, 'PINTXO', sheetPath));
  machine = await startMachine({ name: 'node', directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true });
  await waitUntilUp(machine);
  t.regex(await page('/'), /href="\/recovery"/);
});

test.serial('no page shows it, and nobody says on a page that it is in safe hands; the machine prints it for its administrator', async (t) => {
  t.regex(await page('/recovery'), /sudo pintxo recovery/);
  for (const path of ['/recovery', '/recovery/recovery-sheet.age', '/recovery/show', '/recovery/taken']) {
    t.notRegex(await page(path), keyShape, path);
    t.notRegex(await press(path), keyShape, path);
  }
  const guest = await readyGuest(machine, hardware);
  t.regex(await asRoot(guest, 'pintxo status || true'), /nobody has said yet to have the recovery key/);
  const [key = ''] = keyShape.exec(await asRoot(guest, 'pintxo recovery')) ?? [];
  t.not(key, '');
  await asRoot(guest, 'pintxo recovery --confirm');
  t.notRegex(await page('/'), /href="\/recovery"/);
  // Searched for here: a command there would be found by itself.
  t.false((await asRoot(guest, 'journalctl --boot --no-pager')).includes(key));
  t.false(machine.console.text().includes(key));
  await switchOff(machine);
});

const page = (path: string): Promise<string> => ask(path, []);
const press = (path: string, origin = address()): Promise<string> => ask(path, ['--request', 'POST', '--header', `Origin: ${origin}`]);

function address(): string {
  return `https://${siteDomain}:${machine.hostPort(443)}`;
}

function ask(path: string, args: readonly string[]): Promise<string> {
  const resolve = `${siteDomain}:${machine.hostPort(443)}:127.0.0.1`;
  return run('curl', ['--silent', '--insecure', '--max-time', '60', '--resolve', resolve, ...args, `${address()}${path}`], { what: `the page ${path}` });
}
