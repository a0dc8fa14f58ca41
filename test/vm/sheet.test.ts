/** The recovery sheet of an administrator whose SSH key nothing can be encrypted to: on the machine's own page, until somebody has it. */
import test from 'ava';
import { makeSshKey, readFat, startMachine, type Machine } from './harness/index.ts';
import { run } from './harness/process.ts';
import { asRoot, readyGuest } from './guest.ts';
import { forwardedNic, installFromStick, prepareHardware, siteDomain, siteWithPassword, switchOff, systemDisks, waitUntilUp, type Hardware } from './platform.ts';
import { keyShape, sheetPath } from './recovery.ts';
import { image, workshopFor } from './workshop.ts';

const directory = await workshopFor(test, 'sheet');
let hardware: Hardware;
let machine: Machine;

test.before(async () => {
  const { path, publicKey } = await makeSshKey(directory, 'ecdsa');
  hardware = { ...(await prepareHardware(directory, image, () => siteWithPassword(publicKey, 'machine:\n  encryption: required\n'))), key: path };
});

test.serial('nothing of it is on the stick, and the machine starts', async (t) => {
  await installFromStick(hardware, { tpm: true });
  t.notRegex(await readFat(hardware.stick, 'PINTXO', 'logs/install.log'), keyShape);
  await t.throwsAsync(readFat(hardware.stick, 'PINTXO', sheetPath));
  machine = await startMachine({ name: 'node', directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true });
  await waitUntilUp(machine);
  t.regex(await page('/'), /href="\/recovery"/);
});

test.serial('a button shows it, another ends that, and it is the key of the disks', async (t) => {
  t.notRegex(await page('/recovery'), keyShape);
  t.notRegex(await press('/recovery/show', 'https://somebody.example'), keyShape, 'not on the page of somebody else');
  const [key = ''] = keyShape.exec(await press('/recovery/show')) ?? [];
  t.not(key, '');
  t.regex(await press('/recovery/taken'), /in your hands/);
  t.regex(await press('/recovery/show'), /somebody has it already/);
  const guest = await readyGuest(machine, hardware);
  t.true((await asRoot(guest, 'pintxo recovery')).includes(key));
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
