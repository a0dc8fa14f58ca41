/** The power fails while a new disk joins a mirror, at each of the steps: nothing is lost, and the next start goes on. */
import { join } from 'node:path';
import test from 'ava';
import { createDisk, type Machine, type MachineSpec, random, startMachine } from './harness/index.ts';
import { asRoot, complaints, readyGuest, scrub, statusOf } from './guest.ts';
import { diskBytes, forwardedNic, installFromStick, password, prepareHardware, siteWithPassword, switchOff, systemDisks, waitUntilUp, type Hardware } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  systemDisk: {pick: smallest, count: 2}\n  repair: automatic\n');

/** What a machine looks like from within at the moments of the cuts. */
const moments = [
  { when: 'the disk has its partitions', sign: 'lsblk --noheadings --output PARTLABEL | grep -q pintxo-incomplete' },
  { when: 'the disk is part of the mirror', sign: 'lsblk --noheadings --output PARTLABEL | grep -q pintxo-joining' },
  { when: 'the data is copied', sign: 'btrfs balance status /var | grep -q running || btrfs filesystem usage /var | grep -q "missing.*0.00B"' },
];

const directory = await workshopFor(test, 'joins');
let hardware: Hardware;

test.before(async () => {
  hardware = await prepareHardware(directory, image, site, [diskBytes, diskBytes]);
  await installFromStick(hardware);
  const machine = await start(hardware);
  await asRoot(await readyGuest(machine, hardware), 'echo with both > /var/lib/with-both && sync');
  await switchOff(machine);
  const fresh = join(directory, 'disk-3.img');
  await createDisk(fresh, diskBytes);
  hardware = { ...hardware, disks: [hardware.disk, fresh] };
});

for (const [position, { when, sign }] of moments.entries()) {
  test.serial(`the power fails when ${when}`, async (t) => {
    const machine = await start(hardware);
    const guest = await readyGuest(machine, hardware);
    t.is(await asRoot(guest, 'cat /var/lib/with-both'), 'with both\n');
    const look = `until ${sign}; do systemctl is-active --quiet join pintxo-repair || { ${sign} || echo missed; break; }; sleep 0.2; done`;
    t.is(await asRoot(guest, `systemd-run --quiet --unit=join pintxo repair && ${look}`, 300_000), '', 'the moment came');
    const replays = await machine.powerCut({ loss: random(`joins/${position}`) });
    t.log(`${replays.reduce((sum, { lost }) => sum + lost, 0)} writes lost`);
  });
}

test.serial('the machine becomes whole in the end, and each of the two disks has everything', async (t) => {
  const machine = await start(hardware);
  const guest = await readyGuest(machine, hardware);
  await asRoot(guest, 'pintxo repair', 900_000);
  t.is((await statusOf(guest)).state, 'healthy');
  await scrub(guest);
  await switchOff(machine);
  const alone = await start({ ...hardware, disks: hardware.disks.slice(1) });
  t.is(await asRoot(await readyGuest(alone, hardware), 'cat /var/lib/with-both'), 'with both\n');
  await switchOff(alone);
});

test.serial('a blank disk that is put in while the machine runs on one disk takes its place by itself', async (t) => {
  const machine = await start({ ...hardware, disks: hardware.disks.slice(0, 1) }, { spareSlots: 1 });
  const guest = await readyGuest(machine, hardware);
  t.is(await asRoot(guest, 'cat /var/lib/with-both'), 'with both\n');
  const fresh = join(directory, 'disk-4.img');
  await createDisk(fresh, diskBytes);
  await machine.plugIn({ image: fresh, bus: 'virtio', serial: 'PX-DISK-4' });
  await asRoot(guest, 'until pintxo status > /dev/null; do sleep 2; done', 900_000);
  t.is((await statusOf(guest)).state, 'healthy');
  await scrub(guest);
  await switchOff(machine);
});

test.serial('two disks that each ran without the other stay apart, until a person says which one is given up', async (t) => {
  // The second has run alone above, and so has the first.
  const machine = await start(hardware);
  const guest = await readyGuest(machine, hardware);
  t.regex(complaints(await statusOf(guest)), /also ran without the other/);
  const refused = await guest.run(`echo ${password} | sudo --stdin --prompt= pintxo repair`);
  t.is(refused.exitCode, 1);
  const other = /pintxo repair --disk (\S+)/.exec(refused.stderr)?.[1];
  t.true(other === 'PX-DISK' || other === 'PX-DISK-2', refused.stderr);
  await asRoot(guest, `pintxo repair --disk ${other}`, 900_000);
  t.is((await statusOf(guest)).state, 'healthy');
  await scrub(guest);
  await switchOff(machine);
});

/** Powers on, and waits until the machine is up in whatever state. */
async function start({ disks }: Hardware, more: Partial<MachineSpec> = {}): Promise<Machine> {
  const machine = await startMachine({ name: 'joins', directory, disks: systemDisks({ disks }).map((disk) => ({ ...disk, volatileCache: true })), nics: [forwardedNic], ...more });
  await waitUntilUp(machine);
  return machine;
}
