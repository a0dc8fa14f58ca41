/** Hardware that fails: a disk with errors, a stick that is full or pulled out, a full disk. It says so, and goes on when it can. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { CommandError, corrupt, findPartition, type Machine, readFat, startMachine, writeFat } from './harness/index.ts';
import { asRoot, readyGuest, statusOf } from './guest.ts';
import {
  forwardedNic, hopeless, installFromStick, notInstalled, prepareHardware, siteDomain, siteWithPassword, startInstalled, startStick, stickDisk,
  switchOff, systemDisk, systemDisks, type Hardware,
} from './platform.ts';
import { diskState } from './powercut/disk-state.ts';
import { findBytes } from './search.ts';
import { image, workshopFor } from './workshop.ts';

const patience = { timeoutMs: 600_000 };

const directory = await workshopFor(test, 'faults');

test.serial('a stick with a damaged block, which nothing reads while it installs, makes nothing that counts as installed; in order again it starts over', async (t) => {
  const damaged = await prepareHardware(join(directory, 'damaged'), image, siteWithPassword);
  const root = await findPartition(damaged.stick, 'pintxo-stick-root');
  const block = await findBytes(damaged.stick, root.offset, root.size, 'github.com/caddyserver');
  await corrupt(damaged.stick, block, 16);
  const machine = await startStick({ name: 'damaged', directory: damaged.directory, disks: [stickDisk(damaged.stick), systemDisk(damaged.disk)] });
  await machine.console.waitFor('is not the system that was built', { ...patience, unless: 'Installed. The machine restarts' });
  await machine.console.waitFor('The installation failed', patience);
  await switchOff(machine);
  t.is(await diskState(damaged), 'half-made');

  // The same damage once more undoes it; the journal of the first start is still on the stick.
  await corrupt(damaged.stick, block, 16);
  await installFromStick(damaged);
  t.is(await diskState(damaged), 'installed');
});

test.serial('a disk that cannot be written to ends the installation with words, and does not count as installed', async (t) => {
  const hardware = await prepareHardware(join(directory, 'errors'), image, siteWithPassword);
  const machine = await startStick({ name: 'errors', directory: hardware.directory, disks: [stickDisk(hardware.stick), { ...systemDisk(hardware.disk), faults: await writeErrors(hardware) }] });
  await machine.console.waitFor('The installation failed', { ...patience, unless: 'Installed. The machine restarts' });
  await switchOff(machine);
  t.not(await diskState(hardware), 'installed');
  t.like(JSON.parse(await readFat(hardware.stick, 'PINTXO', 'logs/outcome.json')), { outcome: 'failed' });
  t.regex(await readFat(hardware.stick, 'PINTXO', 'logs/install.log'), /The installation failed/);

  // A cable was loose: the next start finds the disk in order.
  await installFromStick(hardware);
  t.is(await diskState(hardware), 'installed');
});

let hardware: Hardware;
let node: Machine;

test.serial('a stick that is pulled out half-way leaves nothing that counts as installed, and finishes when it is put in again', async (t) => {
  hardware = await prepareHardware(join(directory, 'pulled'), image, siteWithPassword);
  const machine = await startStick({ name: 'pulled', directory: hardware.directory, disks: [stickDisk(hardware.stick), systemDisk(hardware.disk)] });
  await machine.console.waitFor('step 2 of', { ...patience, unless: notInstalled });
  await sleep(5000);
  await machine.unplug(0);
  await sleep(30_000);
  await machine.powerCut();
  t.not(await diskState(hardware), 'installed');
});

test.serial('a stick without free space installs nevertheless', async (t) => {
  await fill(hardware.stick);
  await installFromStick(hardware);
  t.is(await diskState(hardware), 'installed');
});

test.serial('a machine whose disk is full starts, lets its administrator in, and is healthy again when there is space', async (t) => {
  node = await startInstalled(hardware);
  await asRoot(await readyGuest(node, hardware), fillVar, 900_000);
  await switchOff(node);
  node = await startMachine({ name: 'full', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic] });
  await node.console.waitFor(new RegExp(`${siteDomain} is (healthy|degraded)`), { ...patience, unless: hopeless });
  await asRoot(await readyGuest(node, hardware), 'rm /var/lib/filler-*');
  await switchOff(node);
  node = await startInstalled(hardware);
  t.is((await statusOf(await readyGuest(node, hardware))).state, 'healthy');
  await switchOff(node);
});

// Space that is only reserved takes none of ours; the rest is filled with what cannot be compressed.
const fillVar = [
  'for size in 64G 32G 16G 8G 4G 2G 1G 512M 256M 128M; do fallocate -l $size /var/lib/filler-$size 2> /dev/null || true; done',
  'dd if=/dev/urandom of=/var/lib/filler-rest bs=1M 2> /dev/null || true; sync',
].join('; ');

/** blkdebug's rules: one sector amid the first system slot cannot be written to. */
async function writeErrors({ directory: place }: Hardware): Promise<string> {
  const rules = join(place, 'faults.ini');
  const sector = (2 * 2 ** 30 + 200 * 2 ** 20) / 512;
  await writeFile(rules, `[inject-error]\nevent = "write_aio"\nerrno = "5"\nsector = "${sector}"\nonce = "off"\n`);
  return rules;
}

async function fill(stick: string): Promise<void> {
  const { size } = await findPartition(stick, 'PINTXO');
  for (let piece = size / 2; piece >= 512; piece = Math.floor(piece / 2)) {
    await writeFat(stick, 'PINTXO', `FILL${piece}.BIN`, Buffer.alloc(piece, 1)).catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
    });
  }
}
