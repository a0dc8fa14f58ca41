/** An encrypted storage pool that loses a disk: a new one takes its place, also through a power cut, and the old one is used no more. */
import { join } from 'node:path';
import test from 'ava';
import { createDisk, type DiskSpec, type Guest, type Machine, random, startMachine, until } from './harness/index.ts';
import { asRoot, complaints, readyGuest, scrub, statusOf } from './guest.ts';
import { forwardedNic, type Hardware, installFromStick, prepareHardware, siteWithPassword, stickDisk, switchOff, systemDisk, waitUntilDegraded, waitUntilUp } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const gib = 2 ** 30;
const site = (publicKey: string): string =>
  siteWithPassword(publicKey, 'machine:\n  systemDisk: { serial: PX-DISK }\n  dataDisks:\n    tanka1: { transport: sata, count: 2 }\n  encryption: required\n');
/** Positions of the disks of the pool; the third is bought later. */
const [first, second, third] = [1, 2, 3];

/** The status is looked at anew when the copying ends. */
const untilHealthy = 'until pintxo status > /dev/null; do sleep 1; done; cd /srv/tanka1 && sha256sum --quiet --check sums && echo $(wc --lines < sums) files';

const directory = await workshopFor(test, 'pools');
let hardware: Hardware;

test.before(async () => {
  hardware = await prepareHardware(directory, image, site, [32 * gib, 20 * gib, 20 * gib]);
  const fresh = join(directory, 'disk-4.img');
  await createDisk(fresh, 20 * gib);
  await installFromStick(hardware, { disks: [stickDisk(hardware.stick), ...disks([first, second])], tpm: true });
  hardware = { ...hardware, disks: [...hardware.disks, fresh] };
});

test.serial('without one of its disks the pool says so; the power fails when a new one has just become part of it', async (t) => {
  const { machine: whole, guest: onBoth } = await comeUp([first, second]);
  await asRoot(onBoth, 'dd if=/dev/urandom of=/srv/tanka1/both bs=1M count=64 status=none && sha256sum /srv/tanka1/both > /srv/tanka1/sums && sync');
  await switchOff(whole);

  const { machine, guest } = await comeUp([first, third], waitUntilDegraded);
  t.regex(complaints(await statusOf(guest)), /^Storage pool tanka1: a disk is missing.*sudo pintxo repair/);
  await asRoot(guest, 'cd /srv/tanka1 && dd if=/dev/urandom of=alone bs=1M count=64 status=none && sha256sum alone >> sums && sync');
  const isThere = "btrfs filesystem show /srv/tanka1 | grep -q 'devid *3 '";
  t.is(await asRoot(guest, `systemd-run --quiet --unit=join pintxo repair && until ${isThere}; do systemctl is-active --quiet join || { ${isThere} || echo missed; break; }; sleep 0.1; done`, 300_000), '', 'the moment came');
  const replays = await machine.powerCut({ loss: random('pools') });
  t.log(`${replays.reduce((sum, { lost }) => sum + lost, 0)} writes lost`);
});

test.serial('it becomes whole all the same, and everything has two copies', async (t) => {
  const { machine, guest } = await comeUp([first, third]);
  // Where the cut came before the new disk had its name, it is not known, and is taken once more.
  await asRoot(guest, 'pintxo repair', 300_000);
  await waitUntilAlike(guest);
  await scrub(guest, '/srv/tanka1');
  t.notRegex(await asRoot(guest, "btrfs filesystem df /srv/tanka1 | grep -v '^GlobalReserve'"), /single/);
  const shown = await asRoot(guest, 'btrfs filesystem show /srv/tanka1');
  t.regex(shown, /Total devices 2 /);
  t.notRegex(shown, /missing/i);
  t.is(await asRoot(guest, untilHealthy, 120_000), '2 files\n');
  await switchOff(machine);
});

test.serial('when the other old disk dies, the new one has everything; the one that was replaced is not taken for a part of the pool', async (t) => {
  const { machine, guest } = await comeUp([second, third], waitUntilDegraded);
  t.is(await asRoot(guest, 'cd /srv/tanka1 && sha256sum --quiet --check sums && echo $(wc --lines < sums) files'), '2 files\n');
  await switchOff(machine);

  const { machine: again, guest: onAll } = await comeUp([first, second, third]);
  await waitUntilAlike(onAll);
  t.is(await asRoot(onAll, untilHealthy, 120_000), '2 files\n');
  await switchOff(again);
});

function disks(positions: readonly number[]): DiskSpec[] {
  const data = positions.map((position): DiskSpec => ({ image: hardware.disks[position] ?? '', bus: 'sata', serial: `PX-DATA-${position}`, bootIndex: position + 2 }));
  return [systemDisk(hardware.disk), ...data];
}

async function comeUp(positions: readonly number[], ready: (machine: Machine) => Promise<void> = waitUntilUp): Promise<{ machine: Machine; guest: Guest }> {
  const machine = await startMachine({ name: 'pools', directory, disks: disks(positions), nics: [forwardedNic], tpm: true });
  await ready(machine);
  return { machine, guest: await readyGuest(machine, hardware) };
}

async function waitUntilAlike(guest: Guest): Promise<void> {
  const isDone = (): Promise<boolean> => asRoot(guest, 'systemctl is-active pintxo-pool-tanka1 || true').then((state) => state === 'inactive\n');
  await until(isDone, { timeoutMs: 300_000, what: 'the copying', everyMs: 3000 });
}
