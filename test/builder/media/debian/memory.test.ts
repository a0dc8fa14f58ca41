/** What the stick of plain Debian remembers, on itself and in firmware: what was cut short goes on, and nothing is done twice. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { chooseDiskScript } from '../../../../builder/media/debian/choose-disk.ts';
import { finishScript } from '../../../../builder/media/debian/finish.ts';
import { siteDigest } from '../../../../builder/media/site-digest.ts';
import { siteFor } from '../../../installer/plan/site-for.ts';
import { siteOf, siteText } from '../site.ts';
import { installerStandIn, type InstallerStandIn, type Run, type StandInDisk, type StandInPartition, withFewPlaces } from './installer-stand-in.ts';

type Machine = Parameters<typeof siteFor>[0];

const digest = siteDigest(siteText);
const script = (machine: Machine = {}): string => withFewPlaces(chooseDiskScript(siteFor(machine), digest));
const chosen = (name: string): string => `partman-auto/disk /dev/${name}\ngrub-installer/bootdev /dev/${name}\n`;

function machineWith(t: ExecutionContext, ...disks: StandInDisk[]): InstallerStandIn {
  const machine = installerStandIn(disks);
  t.teardown(() => machine.remove());
  return machine;
}

const board = (text: string): Pick<StandInDisk, 'sys'> => ({ sys: { 'class/dmi/id/product_uuid': `${text}\n`, 'class/dmi/id/product_serial': 'To be filled by O.E.M.\n' } });
const a1: StandInDisk = { name: 'sda', udev: 'ID_BUS=ata\nID_SERIAL_SHORT=A1', ...board('4c4c4544-0001') };
const b2: StandInDisk = { name: 'nvme0n1', udev: 'ID_SERIAL_SHORT=B2', chain: 'pci0000:00/0000:01:00.0/nvme/nvme0', ...board('4c4c4544-0001') };
const ntfs: StandInDisk = { ...a1, blkid: 'ntfs', uuid: 'AAAA' };

/** Notes of a stick that began on the disk as it was, and ended where it is said. */
async function notesOf(t: ExecutionContext, disk: StandInDisk, isDone = false, machine: Machine = { wipe: 'any' }): Promise<string> {
  const first = machineWith(t, disk);
  t.is((await first.run(script(machine))).status, 0);
  return isDone ? first.notes().replaceAll(/^(.*)\tbegun\t(.*)$/gm, '$1\tbegun\t$2\n$1\tdone\t$2') : first.notes();
}

async function choose(t: ExecutionContext, notes: string, disk: StandInDisk, machine: Machine = { wipe: 'any' }): Promise<Run> {
  const next = machineWith(t, disk);
  next.remember(notes);
  return next.run(script(machine));
}

const grub: StandInPartition = { entry: '21686148-6449-6e6f-744e-656564454649' };
const efi: StandInPartition = { entry: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b' };
const root: StandInPartition = { entry: '0fc63daf-8483-4772-8e79-3d69d8477de4' };
const system: StandInPartition = { ...root, type: 'ext4', label: 'pintxo' };
const inParts = (...partitions: StandInPartition[]): StandInDisk => ({ ...a1, blkid: 'gpt', partitions });

/** What a power cut leaves, the earliest first. */
const cuts: ReadonlyArray<readonly [string, StandInDisk]> = [
  ['half of the table is there', { ...a1, blkid: 'PMBR' }],
  ['the table has no partition yet', { ...a1, blkid: 'gpt' }],
  ['the table is there and nothing else', inParts(grub, efi, root)],
  ['it is there on a machine with BIOS', inParts(grub, { entry: 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7' }, root)],
  ['there is a file system of ours, and nothing in it', inParts(grub, efi, { ...system, files: {} })],
  ['the base system is there, and does not say yet that it is not finished', inParts(grub, efi, { ...system, files: { 'etc/hostname': 'pintxo1\n' } })],
  ['it says that it is not finished', inParts(grub, efi, { ...system, files: { 'etc/issue.d/pintxo-unfinished.issue': 'not finished\n' } })],
];

for (const [title, left] of cuts) {
  test(`what this stick began goes on, and no more when it was ended: ${title}`, async (t) => {
    for (const before of [a1, ntfs]) {
      const going = await choose(t, await notesOf(t, before), left, {});
      t.is(going.answers, chosen('sda'), going.said);
      const ended = await choose(t, await notesOf(t, before, true), left);
      t.is(ended.answers, '', ended.said);
    }
    t.is((await choose(t, '', left, {})).answers, '', 'a stick that has not begun has no consent');
  });
}

// What a disk has of a table that was made behind a USB bridge that speaks of larger sectors: without the bridge no partition is found.
const behindBridge: StandInDisk = { ...a1, blkid: 'PMBR', written: [{ at: 4096, bytes: Buffer.from('EFI PART') }] };
const photosAt = (at: number): NonNullable<StandInDisk['written']> => [{ at, bytes: Buffer.from('photos') }];

const others: ReadonlyArray<readonly [string, StandInDisk, StandInDisk]> = [
  ['a table for sectors of another size', ntfs, behindBridge],
  ['the same on a disk that was blank', a1, behindBridge],
  ['a table of which no partition is found, and data behind it', a1, { ...a1, blkid: 'gpt', written: photosAt(2 ** 20) }],
  ['a file system on a disk that was blank', a1, { ...a1, blkid: 'ext4', label: 'photos' }],
  ['data that nobody can name on a disk that was blank', a1, { ...a1, written: [{ at: 2 ** 20, bytes: Buffer.from('data') }] }],
  ['the same file system, made anew', ntfs, { ...ntfs, uuid: 'BBBB' }],
  ['partitions of another system', a1, inParts(efi, { entry: 'e3c9e316-0b5c-4db8-817d-f92df00215ae' }, { type: 'ntfs', label: 'Windows' })],
  ['partitions like ours with somebody in them', a1, inParts(grub, efi, { ...root, type: 'ext4', label: 'data' })],
  ['one partition more', a1, inParts(grub, efi, root, { type: 'ext4', label: 'data' })],
];

for (const [title, before, now] of others) {
  test(`what somebody wrote since is not erased, whatever was allowed: ${title}`, async (t) => {
    const { status, answers, said } = await choose(t, await notesOf(t, before), now);
    t.deepEqual([status, answers], [1, ''], said);
    t.regex(said, /has begun to install on \/dev\/sda, and somebody has written to it since/);
  });
}

const windows = (...partitions: StandInPartition[]): StandInDisk => ({ ...a1, blkid: 'gpt', partitions: [{ type: 'ntfs', uuid: 'C' }, ...partitions] });

test('where two things contradict each other, or nothing can be read, nothing was erased', async (t) => {
  const notes = await notesOf(t, windows({ type: 'ntfs', uuid: 'D' }));
  t.is((await choose(t, notes, windows({}))).answers, chosen('sda'), 'erased');
  for (const odd of [{ type: 'ambivalent' }, { isUnreadable: true }]) t.regex((await choose(t, notes, windows(odd))).said, /somebody has written to it since/, JSON.stringify(odd));
  const unnamed = { ...a1, written: photosAt(2 ** 20) };
  t.regex((await choose(t, await notesOf(t, unnamed), { ...unnamed, blkid: 'ambivalent' })).said, /somebody has written to it since/);
  for (const odd of [{ type: 'ambivalent' }, { isUnreadable: true }]) t.regex((await choose(t, await notesOf(t, a1), inParts(grub, efi, { ...root, ...odd }))).said, /somebody has written to it since/, JSON.stringify(odd));
});

test('a finished system of ours that does not say what it was made from is no work of this stick that was cut short', async (t) => {
  const earlier = inParts(grub, efi, { ...system, files: { 'var/lib/pintxo/site.yaml': 'site: {}\n', 'home/alex/photo.jpg': 'photo' } });
  const machines: Machine[] = [{}, { wipe: 'any' }, { wipe: ['A1'] }];
  for (const machine of machines) t.regex((await choose(t, await notesOf(t, a1), earlier, machine)).said, /is installed already/);
  t.regex((await choose(t, await notesOf(t, a1), earlier, { wipe: ['A1'], reinstall: 'reset' })).answers, /^$/);
});

test('what was allowed and not erased yet is erased at the next start', async (t) => {
  t.is((await choose(t, await notesOf(t, ntfs, false, { wipe: ['A1'] }), ntfs, { wipe: ['A1'] })).answers, chosen('sda'));
  t.is((await choose(t, await notesOf(t, ntfs), { ...a1, written: [{ at: 2 ** 20, bytes: Buffer.from('old') }] })).answers, chosen('sda'), 'its name is gone, and what it was stands there still');
});

test('the same pair of site file and disk never erases again, a blank disk may be used again', async (t) => {
  const done = await notesOf(t, a1, true);
  t.regex((await choose(t, done, ntfs, { wipe: ['A1'] })).said, /has erased \/dev\/sda before/);
  const again = machineWith(t, a1);
  again.remember(done);
  t.is((await again.run(script())).answers, chosen('sda'));
  t.is((await choose(t, again.notes(), inParts(grub, efi, root), {})).answers, chosen('sda'), 'what it begins then goes on too');
});

for (const [title, udev] of [['a world wide name', 'ID_WWN=0x5000c500a1'], ['a name by id', 'DEVLINKS=/dev/disk/by-path/x /dev/disk/by-id/virtio-1'], ['its socket and its size', 'ID_PATH=pci-0000:00:07.0']] as const) {
  test(`a disk without a serial is known by ${title}`, async (t) => {
    const disk: StandInDisk = { name: 'vda', udev, chain: 'pci0000:00/virtio1', ...board('4c4c4544-0001') };
    const notes = await notesOf(t, disk);
    const left = { ...disk, blkid: 'gpt', partitions: [grub, efi, root] };
    t.is((await choose(t, notes, left, {})).answers, chosen('vda'));
    t.is((await choose(t, notes.replaceAll('begun', 'done'), left)).answers, '');
  });
}

test('a socket and a size are those of another disk on another machine', async (t) => {
  const disk: StandInDisk = { name: 'vda', udev: 'ID_PATH=pci-0000:00:07.0', chain: 'pci0000:00/virtio1', ...board('4c4c4544-0001') };
  const other = { ...disk, ...board('4c4c4544-0002') };
  t.regex((await choose(t, await notesOf(t, disk), { ...other, partitions: [grub, efi, root] })).said, /used up/);
  t.is((await choose(t, await notesOf(t, disk), other, { installations: 2 })).answers, chosen('vda'));
});

test('a name that two disks answer to is the name of neither', async (t) => {
  const next = machineWith(t, inParts(grub, efi, root), { ...b2, udev: 'ID_SERIAL_SHORT=A1' });
  next.remember(await notesOf(t, a1));
  t.is((await next.run(script({ systemDisk: { transport: 'sata' } }))).answers, '');
});

test('boards of which the maker says nothing are not one machine', async (t) => {
  for (const [text, answers] of [['03000200-0400-0500-0006-000700080009', chosen('nvme0n1')], ['Default string', chosen('nvme0n1')], ['00000000-0000', chosen('nvme0n1')], ['4c4c4544-0001', '']] as const) {
    const notes = await notesOf(t, { ...a1, ...board(text) }, true);
    t.is((await choose(t, notes, { ...b2, ...board(text) }, { installations: 2 })).answers, answers, text);
  }
});

test('a note that a power cut tore does not take the next one with it', async (t) => {
  const first = machineWith(t, a1);
  first.remember(`${digest}\tbeg`);
  t.is((await first.run(script())).status, 0);
  t.is((await choose(t, first.notes(), inParts(grub, efi, root), {})).answers, chosen('sda'));
});

test('another site file is another consent', async (t) => {
  const notes = (await notesOf(t, a1, true)).replaceAll(digest, 'another');
  t.is((await choose(t, notes, ntfs, {})).answers, '');
  t.is((await choose(t, notes, ntfs)).answers, chosen('sda'));
});

const variable = 'sys/firmware/efi/efivars/PintxoInstalled-5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c04';

test('where the stick cannot be written the firmware remembers, and where nobody does nothing is begun', async (t) => {
  const writeProtected = (...disks: StandInDisk[]): InstallerStandIn => {
    const machine = machineWith(t, ...disks);
    writeFileSync(join(machine.root, 'stick/logs'), 'in the way');
    return machine;
  };
  const without = await writeProtected(a1).run(script());
  t.deepEqual([without.status, without.answers], [1, '']);
  t.regex(without.said, /nobody would remember.*Nothing was changed/);
  const first = writeProtected(a1);
  mkdirSync(join(first.root, 'sys/firmware/efi/efivars'), { recursive: true });
  t.is((await first.run(script())).answers, chosen('sda'));
  const kept = readFileSync(join(first.root, variable));
  t.deepEqual([...kept.subarray(0, 4)], [7, 0, 0, 0]);
  const next = async (disk: StandInDisk, machine: Machine = {}): Promise<string> => {
    const later = writeProtected(disk);
    mkdirSync(join(later.root, 'sys/firmware/efi/efivars'), { recursive: true });
    writeFileSync(join(later.root, variable), kept);
    return (await later.run(script(machine))).answers;
  };
  t.is(await next(inParts(grub, efi, root)), chosen('sda'));
  t.is(await next({ ...b2, ...board('') }, { installations: 5 }), '', 'firmware speaks of its own machine');
});

test('answers that come over a network are kept by the firmware alone, and nowhere on the machine that has none', async (t) => {
  const overNetwork = (...disks: StandInDisk[]): InstallerStandIn => {
    const machine = machineWith(t, ...disks);
    rmSync(join(machine.root, 'stick'), { recursive: true });
    return machine;
  };
  const plain = overNetwork(a1);
  t.is((await plain.run(script())).answers, chosen('sda'));
  t.false(existsSync(join(plain.root, 'stick')) || existsSync(join(plain.root, 'chosen')));
  const first = overNetwork(ntfs);
  mkdirSync(join(first.root, 'sys/firmware/efi/efivars'), { recursive: true });
  t.is((await first.run(script({ wipe: 'any' }))).answers, chosen('sda'));
  t.regex(readFileSync(join(first.root, variable), 'utf8'), /\tbegun\tA1\t/);
});

function finish(t: ExecutionContext, machine: InstallerStandIn): void {
  const target = join(machine.root, 'target');
  for (const folder of ['etc/sudoers.d', 'etc/issue.d', 'home', 'var/lib/pintxo']) mkdirSync(join(target, folder), { recursive: true });
  writeFileSync(join(machine.root, 'bin/chroot'), '#!/bin/sh\nshift\n[ "$1" = chown ] || exec "$@"\n', { mode: 0o755 });
  t.false(existsSync(join(target, 'var/lib/pintxo/installed-from')));
}

test('the last program notes the end, and a stick that was cut off before that learns it from the disk', async (t) => {
  const first = machineWith(t, a1);
  t.is((await first.run(script())).status, 0);
  finish(t, first);
  const { status, said } = await first.run(finishScript(siteOf(siteText), siteText));
  t.is(status, 0, said);
  t.regex(first.notes(), /\tbegun\tA1\tblank\t[^]*\tdone\tA1\t/);
  const installed = inParts(grub, efi, { ...system, files: { 'var/lib/pintxo/installed-from': `${digest}\n` } });
  const later = machineWith(t, installed);
  later.remember(await notesOf(t, a1));
  t.regex((await later.run(script({ wipe: ['A1'], reinstall: 'reset' }))).said, /is installed already/);
  t.regex(later.notes(), /\tdone\tA1\t/);
  t.is((await choose(t, later.notes(), inParts(grub, efi, root), {})).answers, '');
});
