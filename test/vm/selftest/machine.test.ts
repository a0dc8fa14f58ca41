/** The harness on itself: what other VM tests rely on, shown on machines with nothing but firmware. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { bootsUnder } from '../harness/accelerator.ts';
import { createDisk, createHub, type DiskSpec, MachineError, type Machine, type MachineSpec, type NetworkSpec, random, startMachine, until } from '../harness/index.ts';
import { start } from '../harness/process.ts';
import { temporaryDirectory } from './tools.ts';

const mebibyte = 1024 * 1024;
const noBoot = /BdsDxe: failed to load|No bootable option/;

test.serial('emulation gets a program through the firmware', async (t) => {
  t.true(await bootsUnder('tcg'));
});

test.serial('an accelerator that does not boot is noticed within its time limit', async (t) => {
  const began = Date.now();
  await bootsUnder('kvm');
  t.true(Date.now() - began < 30_000);
});

test.serial('a blank disk is reported by the firmware on the serial console', async (t) => {
  const machine = await blankMachine(t);
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000, what: 'the firmware giving up on the disk' });
  t.notRegex(machine.console.text(), new RegExp(String.fromCharCode(27)), 'escape sequences are taken out');
});

test.serial('a wait in vain shows what was awaited, the end of the console and the log', async (t) => {
  const machine = await blankMachine(t);
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000 });
  const error = await t.throwsAsync(machine.console.waitFor('login:', { timeoutMs: 500, what: 'the login prompt' }), { instanceOf: MachineError });
  t.regex(error.message, /^waited for "login:" \(the login prompt\): it did not come in 0\.5 s\nlast \d+ lines of the console:\n/);
  t.regex(error.message, /^ {2}\| .*BdsDxe/m);
  t.true(error.message.endsWith(`full console: ${join(machine.directory, 'console-1.log')}`));
});

test.serial('a wait ends at once on a line that means failure', async (t) => {
  const machine = await blankMachine(t);
  const error = await t.throwsAsync(machine.console.waitFor('login:', { timeoutMs: 60_000, unless: noBoot }), { instanceOf: MachineError });
  t.regex(error.message, /the machine said "BdsDxe: failed to load"/);
});

test.serial('a match is passed over by the next wait', async (t) => {
  const machine = await blankMachine(t);
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000 });
  await t.throwsAsync(machine.console.waitFor('failed to load', { timeoutMs: 300 }));
});

test.serial('a power cut ends every wait and says so', async (t) => {
  const machine = await blankMachine(t);
  const waiting = machine.console.waitFor('never said', { timeoutMs: 60_000 });
  await Promise.all([machine.powerCut(), t.throwsAsync(waiting, { message: /the machine ended \(QEMU by SIGKILL\)/ })]);
  t.deepEqual(await machine.waitForShutdown({ timeoutMs: 1000 }), { byGuest: false, reason: 'killed' });
  t.false(isRunning(machine.pid));
});

test.serial('reset starts the firmware over and the screen can be saved', async (t) => {
  const machine = await blankMachine(t);
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000 });
  await machine.reset();
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000, what: 'the firmware a second time' });
  const picture = join(machine.directory, 'screen.png');
  await machine.screenshot(picture);
  t.is((await readFile(picture)).subarray(1, 4).toString(), 'PNG');
});

test.serial('a machine with every kind of disk, card and a TPM starts, and its forwards are known', async (t) => {
  const machine = await blankMachine(t, {
    disks: [{ bus: 'virtio' }, { bus: 'nvme', logicalSectorSize: 4096, physicalSectorSize: 4096 }, { bus: 'sata' }, { bus: 'usb' }, { bus: 'mmc' }],
    nics: [
      { network: { kind: 'user', restrict: true, forwards: [{ guestPort: 22 }, { guestPort: 53, protocol: 'udp' }] } },
      { network: { kind: 'none' }, model: 'e1000e' },
    ],
    tpm: true,
    clock: '2031-05-17T08:00:00',
    credentials: { greeting: 'hello, world' },
    hardware: { manufacturer: 'Acme, Inc.', product: 'Mini' },
  });
  t.true(machine.hostPort(22) > 1023);
  t.not(machine.hostPort(22), machine.hostPort(53, { protocol: 'udp' }));
  t.throws(() => machine.hostPort(80), { message: /no forward leads to tcp port 80/ });
  await machine.setLink(1, true);
  await machine.unplug(3);
  await machine.replug(3);
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000 });
});

test.serial('disks are plugged in while the machine runs, into the usb port and into spare slots', async (t) => {
  const machine = await blankMachine(t, { spareSlots: 2 });
  const images = await temporaryDirectory(t);
  for (const [position, bus] of (['usb', 'nvme', 'virtio'] as const).entries()) {
    const image = join(images, `${bus}.img`);
    await createDisk(image, mebibyte);
    t.is(await machine.plugIn({ image, bus }), position + 1);
  }
  const devices = z.array(z.object({ qdev: z.string() })).parse(await machine.qmp('query-block'));
  t.true(['disk1', 'disk2', 'disk3'].every((id) => devices.some(({ qdev }) => qdev.includes(id))), JSON.stringify(devices));
  await machine.unplug(1);
});

test.serial('what a machine wrote to a disk with a volatile cache is on the image when it has ended', async (t) => {
  const directory = await temporaryDirectory(t);
  const image = join(directory, 'disk.img');
  await createDisk(image, 64 * mebibyte);
  const machine = await startMachine({ name: 'volatile', memory: 256, directory, disks: [{ image, bus: 'virtio', volatileCache: true }] });
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000 });
  t.deepEqual(await machine.powerCut({ loss: random('nothing was written') }), [{ applied: 0, lost: 0, torn: false }]);
  t.false(existsSync(join(directory, 'scratch-0.qcow2')) || existsSync(join(directory, 'writes-0.log')), 'nothing is left behind');
});

test.serial('cards of both kinds are plugged into a hub before the machine starts', async (t) => {
  const hub = await createHub();
  t.teardown(() => hub.stop());
  const network: NetworkSpec = { kind: 'hub', path: hub.path };
  const machine = await blankMachine(t, { nics: [{ network }, { network, model: 'e1000' }] });
  t.is(hub.machines(), 2);
  await machine.console.waitFor(noBoot, { timeoutMs: 60_000 });
});

test.serial('what QEMU says is shown when a machine cannot start', async (t) => {
  const spec: MachineSpec = { name: 'wrong', disks: [], extra: ['-device', 'no-such-device'], accelerator: 'tcg' };
  const error = await t.throwsAsync(startMachine(spec), { instanceOf: MachineError });
  t.regex(error.message, /no-such-device.*is not a valid device/);
  t.regex(error.message, /qemu-system-x86_64 -name wrong/);
});

test.serial('the directory is kept after a failed wait, removed otherwise, and one that was given stays', async (t) => {
  const [good, bad] = [await blankMachine(t), await blankMachine(t)];
  await t.throwsAsync(bad.console.waitFor('never said', { timeoutMs: 100 }));
  await Promise.all([good.stop(), bad.stop()]);
  t.false(existsSync(good.directory));
  t.true(existsSync(join(bad.directory, 'console-1.log')));
  await rm(bad.directory, { recursive: true });
});

test.serial('the same directory is the same hardware: variables stay, each boot has its own log', async (t) => {
  const directory = await temporaryDirectory(t);
  for (const boot of [1, 2]) {
    const machine = await startMachine({ name: 'again', disks: [], memory: 256, directory, tpm: true });
    await machine.console.waitFor('BdsDxe', { timeoutMs: 60_000 });
    await machine.stop();
    t.true(existsSync(join(directory, `console-${boot}.log`)));
  }
  t.notDeepEqual(await readFile(join(directory, 'uefi-variables.fd')), await readFile('/usr/share/OVMF/OVMF_VARS_4M.fd'));
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
  test.serial(`nothing runs on when the process that started a machine gets ${signal}`, async (t) => {
    const directory = await temporaryDirectory(t);
    const script = fileURLToPath(new URL('../../fixtures/vm/hold-machine.ts', import.meta.url));
    let said = '';
    const holder = start(process.execPath, ['--import=tsx', script, directory], {
      what: 'a process that holds a machine', log: join(directory, 'holder.log'), onOutput: (text) => { said += text; },
    });
    await until(() => said.includes(']\n'), { timeoutMs: 60_000, what: 'the process ids' });
    const pids = z.array(z.number()).parse(JSON.parse(said));
    t.is(pids.length, 2);
    t.true(pids.every(isRunning));
    process.kill(holder.pid, signal);
    await until(() => !pids.some(isRunning), { timeoutMs: 10_000, what: 'QEMU and swtpm to be gone' });
    t.false(pids.some(isRunning));
  });
}

type BlankDisk = Omit<DiskSpec, 'image'>;

async function blankMachine(t: ExecutionContext, spec: Partial<Omit<MachineSpec, 'disks'>> & { disks?: readonly BlankDisk[] } = {}): Promise<Machine> {
  const images = await temporaryDirectory(t);
  const disks = await Promise.all((spec.disks ?? [{ bus: 'virtio' } satisfies BlankDisk]).map(async (disk, position) => {
    const image = join(images, `blank-${position}.img`);
    await createDisk(image, 64 * mebibyte);
    return { ...disk, image };
  }));
  const machine = await startMachine({ name: 'blank', memory: 256, ...spec, disks });
  t.teardown(() => machine.stop({ keep: false }));
  return machine;
}

/** A process that ended but was not collected by its parent yet has no memory any more. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`).length > 0;
}
