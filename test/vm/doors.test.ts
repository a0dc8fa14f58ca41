/** Other ways in and out: a CD-ROM with the site from a hypervisor, storage pools, reinstalling that keeps the data, and reset. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { makeFatImage } from '../../builder/media/fat-image.ts';
import { platformMetaData, platformUserData } from '../../builder/media/cloud-init/platform-seed.ts';
import { makeIso } from '../../builder/media/iso/make-iso.ts';
import { stickEspLabel } from '../../installer/plan/labels.ts';
import { digest, type DiskSpec, findPartition, type Guest, type Machine, readBytes, removeFat, startMachine } from './harness/index.ts';
import { asRoot, complaints, readyGuest, statusOf } from './guest.ts';
import {
  finishInstalling, forwardedNic, notInstalled, prepareHardware, putSite, siteWithPassword, startStick, stickDisk, switchOff, systemDisk,
  waitUntilHealthy, type Hardware,
} from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const gib = 2 ** 30;
const patience = { timeoutMs: 600_000 };
const machine = (more = ''): string => `machine:\n  systemDisk: { serial: PX-DISK }\n  dataDisks:\n    tanka1: { transport: sata, count: 2 }\n${more}`;

const directory = await workshopFor(test, 'doors');
let hardware: Hardware;
let publicKey = '';
let node: Machine;
let guest: Guest;

test.before(async () => {
  const noSite = (key: string): undefined => void (publicKey = key);
  hardware = await prepareHardware(join(directory, 'machine'), image, noSite, [32 * gib, 20 * gib, 20 * gib]);
});

test.serial('a CD-ROM without a site installs what the hypervisor hands over, with storage pools, and the machine becomes healthy', async (t) => {
  const iso = join(directory, 'pintxo.iso');
  await makeIso(image, iso, 1_700_000_000);
  const [seed, site] = [join(directory, 'seed.img'), siteWithPassword(publicKey, machine())];
  await makeFatImage({ file: seed, label: 'CIDATA', files: new Map([['user-data', platformUserData(site)], ['meta-data', platformMetaData(site)]]) });
  const installer = await startStick({
    name: 'cdrom',
    directory: hardware.directory,
    disks: [...disks(), { image: seed, bus: 'virtio', serial: 'PX-SEED', bootIndex: 8, readOnly: true }],
    extra: ['-device', 'virtio-scsi-pci,id=optical', '-drive', `if=none,id=iso,file=${iso},format=raw,media=cdrom,readonly=on`, '-device', 'scsi-cd,bus=optical.0,drive=iso,bootindex=0'],
  });
  await finishInstalling(installer);
  await comeUp();
  t.is(complaints(await statusOf(guest)), '');
  t.regex(await asRoot(guest, 'findmnt --noheadings --output FSTYPE /srv/tanka1; btrfs filesystem df /srv/tanka1'), /^btrfs\n[\s\S]*Data, RAID1/);
  await asRoot(guest, 'echo files > /srv/tanka1/kept; echo more > /var/lib/kept');
  await switchOff(node);
});

test.serial('a loader that starts the image out of a file hides the rest of it: the system says so in good time, and leaves the disks alone', async (t) => {
  // All that such a loader lets the firmware see.
  const seen = join(directory, 'seen-by-firmware.img');
  const { offset, size } = await findPartition(image, stickEspLabel);
  await writeFile(seen, await readBytes(image, offset, size));
  const before = await digest(hardware.disk);
  const started = await startMachine({ name: 'loader', directory: hardware.directory, disks: [stickDisk(seen), ...disks()], nics: [] });
  await started.console.waitFor('this image needs a stick of its own', { timeoutMs: 300_000, unless: /step 1 of|is healthy/ });
  t.regex(started.console.text(), /Nothing was written to any disk/);
  await started.stop();
  t.is(await digest(hardware.disk), before);
});

test.serial('a stick that is to reinstall puts its system beside the data, once, and everything is still there', async (t) => {
  await putSite(hardware.stick, siteWithPassword(publicKey, machine('  reinstall: keep\n')));
  const stick = await startStick({ name: 'keep', directory: hardware.directory, disks: [stickDisk(hardware.stick), ...disks()] });
  await stick.console.waitFor('The new system is on the disk, and all data is kept', { ...patience, unless: notInstalled });
  await stick.waitForShutdown(patience);

  await comeUp([stickDisk(hardware.stick), ...disks()]);
  await restart();
  await node.console.waitFor('This machine is installed already', { ...patience, what: 'the stick, which was forgotten', unless: new RegExp(`${notInstalled.source}|data is kept`) });
  await waitUntilHealthy(node);
  guest = await readyGuest(node, hardware);
  t.is(await asRoot(guest, 'cat /srv/tanka1/kept /var/lib/kept'), 'files\nmore\n');
  t.regex(await asRoot(guest, 'cat /var/lib/pintxo/site.yaml'), /reinstall: keep/);
});

test.serial('a stick whose site has mistakes, or is gone, lets the machine go on all the same', async (t) => {
  await switchOff(node);
  await putSite(hardware.stick, siteWithPassword(publicKey, machine('  reinstal: keep\n')));
  await comeUp([stickDisk(hardware.stick), ...disks()]);
  t.regex(node.console.text(), /did you mean.*reinstall[^]*nothing of it was taken over/i);
  t.regex(await asRoot(guest, 'cat /var/lib/pintxo/site.yaml'), /reinstall: keep/);

  await switchOff(node);
  await removeFat(hardware.stick, 'PINTXO', 'site.yaml');
  await comeUp([stickDisk(hardware.stick), ...disks()]);
  t.regex(node.console.text(), /This machine is installed already/);
});

test.serial('reset wants the name of the site, and then forgets everything but the site and the pools', async (t) => {
  t.regex(await asRoot(guest, 'pintxo reset --confirm elsewhere 2>&1 || true'), /Nothing was changed/);
  const before = await asRoot(guest, 'cat /var/lib/pintxo/ca/root.crt');
  await restart('pintxo reset --confirm casa');
  await waitUntilHealthy(node);
  guest = await readyGuest(node, hardware);
  t.is(await asRoot(guest, 'cat /srv/tanka1/kept; ls /var/lib/kept 2> /dev/null || true'), 'files\n');
  t.not(await asRoot(guest, 'cat /var/lib/pintxo/ca/root.crt'), before);
  await switchOff(node);
});

function disks(): DiskSpec[] {
  const [, ...data] = hardware.disks;
  return [systemDisk(hardware.disk), ...data.map((path, position): DiskSpec => ({ image: path, bus: 'sata', serial: `PX-DATA-${position}`, bootIndex: position + 2 }))];
}

async function comeUp(attached: readonly DiskSpec[] = disks()): Promise<void> {
  node = await startMachine({ name: 'node', directory: hardware.directory, disks: attached, nics: [forwardedNic] });
  await waitUntilHealthy(node);
  guest = await readyGuest(node, hardware);
}

// The machine goes down under the command.
async function restart(command = 'systemctl reboot'): Promise<void> {
  await asRoot(guest, command).catch(() => undefined);
  await node.console.waitFor('BdsDxe: starting', { ...patience, what: 'the firmware' });
}
