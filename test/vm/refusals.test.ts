/** What the stick must refuse: it says why, and not one byte of any disk changes. */
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createDisk, digest, formatExt4, readFat, type DiskSpec, type Machine } from './harness/index.ts';
import { diskBytes, forwardedNic, prepareHardware, putSite, startStick, stickDisk, type Hardware } from './platform.ts';
import { httpText } from './reach.ts';
import { image, workshopFor } from './workshop.ts';

const patience = { timeoutMs: 600_000, unless: /step 1 of|Installed\. The machine/ };

const directory = await workshopFor(test, 'refusals');

test.serial('a disk with a file system of someone else is refused, named, and not touched', async (t) => {
  const hardware = await prepareHardware(join(directory, 'foreign'), image);
  await formatExt4(hardware.disk, 'holiday-photos');
  const said = await refuse(t, hardware, [disk(hardware.disk, 'FOREIGN1')], 'refused', (machine) => looksAtPage(t, machine));
  t.regex(said, /FOREIGN1/);
  t.regex(said, /ext4/);
  t.regex(said, /wipe:/);
});

test.serial('two blank disks without a selection are refused, both named, and not touched', async (t) => {
  const hardware = await prepareHardware(join(directory, 'two'), image);
  const second = join(hardware.directory, 'second.img');
  await createDisk(second, diskBytes / 2);
  const said = await refuse(t, hardware, [disk(hardware.disk, 'BLANK1'), disk(second, 'BLANK2')], 'refused');
  t.regex(said, /BLANK1/);
  t.regex(said, /BLANK2/);
  t.regex(said, /serial: BLANK[12]/, 'lines to paste');
});

test.serial('a site.yaml with mistakes is reported with line and remedy, and nothing is written to the disk', async (t) => {
  const hardware = await prepareHardware(join(directory, 'broken'), image);
  await putSite(hardware.stick, 'site:\n  name: casa\n  timezon: UTC\nadmin:\n  name: ana\n  sshKeys: []\n');
  const said = await refuse(t, hardware, [disk(hardware.disk, 'BLANK1')], 'site-broken');
  t.regex(said, /site\.yaml:3:3/);
  t.regex(said, /timezone/);
});

test.serial('a stick without site.yaml says how to make one, and nothing is written to the disk', async (t) => {
  const hardware = await prepareHardware(join(directory, 'missing'), image, () => undefined);
  const said = await refuse(t, hardware, [disk(hardware.disk, 'BLANK1')], 'site-missing');
  t.regex(said, /README\.txt/);
});

function disk(path: string, serial: string): DiskSpec {
  return { image: path, bus: 'virtio', serial };
}

/** Starts the stick, waits for the refusal, and gives what was said on the console; logs/ must say it too. */
async function refuse(t: ExecutionContext, { directory: place, stick }: Hardware, disks: readonly DiskSpec[], outcome: string, look?: (machine: Machine) => Promise<void>): Promise<string> {
  const before = await Promise.all(disks.map(({ image: path }) => digest(path)));
  const machine = await startStick({ name: outcome, directory: place, disks: [stickDisk(stick), ...disks], nics: look === undefined ? [] : [forwardedNic] });
  await machine.console.waitFor('Nothing was written to any disk.', patience);
  await look?.(machine);
  await machine.powerButton();
  await machine.waitForShutdown({ timeoutMs: 300_000 });
  t.deepEqual(await Promise.all(disks.map(({ image: path }) => digest(path))), before);
  const log = await readFat(stick, 'PINTXO', 'logs/install.log');
  t.regex(log, /Nothing was written to any disk\./);
  t.like(JSON.parse(await readFat(stick, 'PINTXO', 'logs/outcome.json')), { outcome });
  await machine.stop({ keep: true });
  return machine.console.text();
}

/** From a browser in the house: the page says the same, to nobody who asks for another name. */
async function looksAtPage(t: ExecutionContext, machine: Machine): Promise<void> {
  const told = 'to be watched at http://10.0.2.15';
  // Said before the refusal, or after it where the lease comes late.
  if (!machine.console.text().includes(told)) await machine.console.waitFor(told, { timeoutMs: 120_000, what: 'an address' });
  const port = machine.hostPort(80);
  t.regex(await httpText(port, 'pintxo.local', '/'), /FOREIGN1/);
  t.like(JSON.parse(await httpText(port, '10.0.2.15', '/state.json')), { outcome: 'refused' });
  t.regex(await httpText(port, 'rebound.example', '/state.json'), /own names and addresses only/);
}
