/** Two disks of a storage pool that were not always together: what one of them lacks it gets, and two that went apart are never mixed. */
import test from 'ava';
import { type DiskSpec, type Guest, type Machine, startMachine, until } from './harness/index.ts';
import { asRoot, complaints, readyGuest, scrub, statusOf } from './guest.ts';
import {
  forwardedNic, installFromStick, prepareHardware, siteWithPassword, stickDisk, switchOff, systemDisk, waitUntilDegraded, waitUntilHealthy, waitUntilUp, type Hardware,
} from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const gib = 2 ** 30;
const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  systemDisk: { serial: PX-DISK }\n  dataDisks:\n    tanka1: { transport: sata, count: 2 }\n');

const directory = await workshopFor(test, 'pool-halves');
let hardware: Hardware;
let node: Machine;
let guest: Guest;

test.before(async () => {
  hardware = await prepareHardware(directory, image, site, [32 * gib, 20 * gib, 20 * gib]);
  await installFromStick(hardware, { disks: [stickDisk(hardware.stick), ...disks()] });
  await comeUp(disks(), waitUntilHealthy);
  await asRoot(guest, 'echo files > /srv/tanka1/kept');
  await switchOff(node);
});

test.serial('a disk of a storage pool that was away gets what it lacks; until then the other one carries the pool', async (t) => {
  const [system, first, second] = disks();
  if (system === undefined || first === undefined || second === undefined) return t.fail();
  await comeUp([system, first], waitUntilDegraded);
  t.regex(complaints(await statusOf(guest)), /^Storage pool tanka1: a disk is missing/);
  await asRoot(guest, 'for turn in 1 2 3; do echo alone > /srv/tanka1/alone-$turn; sync; done');
  await switchOff(node);

  await comeUpAndCopy();
  await scrub(guest, '/srv/tanka1');
  t.notRegex(await asRoot(guest, "btrfs filesystem df /srv/tanka1 | grep -v '^GlobalReserve'"), /single/, 'everything has two copies');
  await switchOff(node);

  await comeUp([system, second], waitUntilDegraded);
  t.is(await asRoot(guest, 'cat /srv/tanka1/kept /srv/tanka1/alone-3'), 'files\nalone\n');
  await switchOff(node);
  await comeUpAndCopy();
  t.is(complaints(await statusOf(guest)), '', 'what was copied is no fault of a disk');
  await switchOff(node);
});

test.serial('two disks of a pool that each ran alone are never used together, until a person gives up what only one of them holds', async (t) => {
  const [system, first, second] = disks();
  if (system === undefined || first === undefined || second === undefined) return t.fail();
  for (const [name, disk] of Object.entries({ first, second })) {
    await comeUp([system, disk], waitUntilDegraded);
    await asRoot(guest, `for turn in 1 2 3 4; do echo ${name} > /srv/tanka1/on-${name}-$turn; sync; done`);
    await switchOff(node);
  }
  await comeUp(disks(), waitUntilDegraded);
  const kept = (await asRoot(guest, 'ls /srv/tanka1')).includes('on-second-4') ? 'second' : 'first';
  t.is(await asRoot(guest, 'ls /srv/tanka1 | grep -c ^on-'), '4\n', 'of one disk only');
  const said = await asRoot(guest, 'journalctl --boot --unit pintxo-pools --output cat');
  const [, command = ''] = /^ {2}(sudo wipefs .*)$/m.exec(said) ?? [];
  t.regex(command, /^sudo wipefs --all (\/dev\/sd[a-z]) && sudo btrfs replace start [12] \1 \/srv\/tanka1$/);
  await asRoot(guest, command.replaceAll('sudo ', '').replace('start', 'start -B'), 300_000);
  await switchOff(node);
  await comeUpAndCopy();
  await scrub(guest, '/srv/tanka1');
  t.is(await asRoot(guest, 'cat /srv/tanka1/kept /srv/tanka1/on-*-4'), `files\n${kept}\n`);
  t.is(complaints(await statusOf(guest)), '');
  await switchOff(node);
});

function disks(): DiskSpec[] {
  const [, ...data] = hardware.disks;
  return [systemDisk(hardware.disk), ...data.map((path, position): DiskSpec => ({ image: path, bus: 'sata', serial: `PX-DATA-${position}`, bootIndex: position + 2 }))];
}

/** Comes up with all disks of the pool, and waits until each has everything. */
async function comeUpAndCopy(): Promise<void> {
  await comeUp(disks(), waitUntilUp);
  const isDone = (): Promise<boolean> => asRoot(guest, 'systemctl is-active pintxo-pool-tanka1 || true').then((state) => state === 'inactive\n');
  await until(isDone, { timeoutMs: 300_000, what: 'the copying', everyMs: 3000 });
}

async function comeUp(attached: readonly DiskSpec[], ready: (machine: Machine) => Promise<void>): Promise<void> {
  node = await startMachine({ name: 'node', directory, disks: attached, nics: [forwardedNic] });
  await ready(node);
  guest = await readyGuest(node, hardware);
}
