/** A machine of a few megabytes that is installed without being started: its logs of writes are written here, flush by flush. */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { formatManifest, loaderPath, manifestPath } from '../../../builder/trust/manifest.ts';
import { partitionTable } from '../../../installer/execute/partition-table.ts';
import type { PlannedPartition } from '../../../installer/plan/install-plan.ts';
import { dataLabel, espLabel, emptySlotLabel, stickEspLabel, stickFilesLabel, stickRootLabel, stickVerityLabel } from '../../../installer/plan/labels.ts';
import { createDisk, findPartition, formatFat, readPartitions, writeFat, writePartitions } from '../harness/index.ts';
import { run } from '../harness/process.ts';
import { siteWithPassword, type Hardware } from '../platform.ts';
import type { Instant } from '../powercut/replayed/instants.ts';
import { diskSerial } from '../powercut/replayed/look.ts';
import type { Recording } from '../powercut/replayed/recording.ts';
import { readInventory } from '../../installer/plan/machines.ts';

const MiB = 2 ** 20;
const version = '1.0';
const rootHash = 'ab'.repeat(32);
const diskBytes = 16 * 2 ** 30;
const partitions: PlannedPartition[] = [
  { label: espLabel, role: 'esp', bytes: 40 * MiB },
  { label: emptySlotLabel, role: 'root', slot: 'a', bytes: 4 * MiB },
  { label: emptySlotLabel, role: 'root-verity', slot: 'a', bytes: MiB },
  { label: emptySlotLabel, role: 'root', slot: 'b', bytes: 4 * MiB },
  { label: emptySlotLabel, role: 'root-verity', slot: 'b', bytes: MiB },
  { label: dataLabel, role: 'data', bytes: 160 * MiB },
];
// Where sfdisk puts them.
const starts = { esp: MiB, root: 41 * MiB, data: 51 * MiB };
/** Where on the disk something lies, in bytes. */
export const areas = {
  frame: [{ from: 0, to: starts.esp }, { from: starts.data + 160 * MiB, to: diskBytes }],
  // Behind the tables of the file system, and in their front half.
  kernel: { from: starts.esp + MiB / 16, to: starts.esp + MiB / 4 },
  root: { from: starts.root, to: starts.root + 4 * MiB },
  data: { from: starts.data + 2 * MiB, to: starts.data + 160 * MiB },
};
const kernel = randomBytes(200_000);
const loader = randomBytes(50_000);
const [root, verity] = [randomBytes(4 * MiB), randomBytes(MiB / 2)];

/** Its installation, in the order of the installer: memory, table, system, boot files, data, mark. */
export async function recordSmallMachine(directory: string): Promise<Recording> {
  const site = siteWithPassword('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKj3mzqT8tQ9r1VxJ0Yx9s3mH4hJt1K9m7m0V4c8bN2Q');
  const before = await hardwareIn(join(directory, 'before'));
  await makeStick(before.stick, site, directory);
  await createDisk(before.disk, diskBytes);
  const after = await hardwareIn(join(directory, 'after'));
  await copyFile(before.stick, after.stick);
  await createDisk(after.disk, diskBytes);
  const logs = { disk: join(directory, 'disk.log'), stick: join(directory, 'stick.log') };
  const [disk, stick] = [await openLog(logs.disk, after.disk), await openLog(logs.stick, after.stick)];
  const instants: Instant[] = [{ disk: disk.length(), stick: stick.length() }];
  for (const [log, change] of [
    [stick, () => remember(after.stick, site)],
    [disk, () => run('sfdisk', ['--quiet', after.disk], { what: 'partitioning', input: partitionTable(partitions, { version, rootHash }) })],
    [disk, () => copySystem(after.disk)],
    [disk, () => fillEsp(after.disk)],
    [disk, () => fillData(after.disk, site, directory)],
    [disk, () => run('sfdisk', ['--quiet', '--part-label', after.disk, '6', dataLabel], { what: 'marking' })],
  ] as const) {
    await log.follow(change, () => instants.push({ disk: disk.length(), stick: stick.length() }));
  }
  await Promise.all([disk.close(), stick.close()]);
  return { site, after, phases: [{ phase: 'install', logs, instants, promised: [], before }] };
}

async function hardwareIn(directory: string): Promise<Hardware> {
  await mkdir(directory, { recursive: true });
  const disk = join(directory, 'disk.img');
  return { directory, disk, disks: [disk], stick: join(directory, 'stick.img'), key: join(directory, 'key') };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function makeStick(stick: string, site: string, directory: string): Promise<void> {
  await createDisk(stick, 120 * MiB);
  await writePartitions(stick, [
    { label: stickEspLabel, mebibytes: 40, type: 'U' }, { label: stickFilesLabel, mebibytes: 40 }, { label: stickRootLabel, mebibytes: 4 }, { label: stickVerityLabel, mebibytes: 1 },
  ]);
  for (const label of [stickEspLabel, stickFilesLabel]) await formatFat(stick, label);
  const files = [
    { path: 'EFI/BOOT/BOOTX64.EFI', places: [`EFI/Linux/pintxo_${version}.efi`], bytes: kernel.length, sha256: sha256(kernel) },
    { path: loaderPath, places: ['EFI/BOOT/BOOTX64.EFI'], bytes: loader.length, sha256: sha256(loader) },
  ];
  const system = { root: { bytes: root.length, hash: rootHash }, verity: { bytes: verity.length, sha256: sha256(verity) } };
  await writeFat(stick, stickEspLabel, manifestPath, formatManifest({ format: 1, version, epoch: 1, commandLine: '', ...system, files }));
  await writeFat(stick, stickFilesLabel, 'site.yaml', site);
  const machine = readInventory('mini-pc-blank');
  await writeFat(stick, stickFilesLabel, 'logs/inventory.json', JSON.stringify({ ...machine, disks: machine.disks.filter(({ isBootMedium }) => isBootMedium) }));
  await putAt(stick, (await findPartition(stick, stickRootLabel)).offset, root);
  await putAt(stick, (await findPartition(stick, stickVerityLabel)).offset, verity);
  await mkdir(join(directory, 'data/var/lib/pintxo'), { recursive: true });
}

async function remember(stick: string, site: string): Promise<void> {
  const installation = { disks: [diskSerial], content: {}, seen: [diskSerial], links: [], isWhole: false };
  await writeFat(stick, stickFilesLabel, 'logs/used.json', JSON.stringify({ sites: { [sha256(Buffer.from(site))]: [installation] }, spent: [] }));
}

async function copySystem(disk: string): Promise<void> {
  const [, first, second] = await readPartitions(disk);
  await putAt(disk, first?.offset ?? 0, root);
  await putAt(disk, second?.offset ?? 0, verity);
}

async function fillEsp(disk: string): Promise<void> {
  await formatFat(disk, espLabel);
  await writeFat(disk, espLabel, `EFI/Linux/pintxo_${version}+3.efi`, kernel);
  await writeFat(disk, espLabel, 'EFI/BOOT/BOOTX64.EFI', loader);
  const record = { version, siteDigest: '0'.repeat(64), state: 'some' };
  await writeFat(disk, espLabel, 'pintxo/installation.json', JSON.stringify(record));
}

async function fillData(disk: string, site: string, directory: string): Promise<void> {
  const [folder, image] = [join(directory, 'data'), join(directory, 'data.img')];
  await writeFile(join(folder, 'var/lib/pintxo/site.yaml'), site);
  await writeFile(join(folder, 'var/lib/pintxo/machine-id'), `${'0a'.repeat(16)}\n`);
  await writeFile(join(folder, 'var/lib/large'), randomBytes(8 * MiB));
  await writeFile(image, '');
  await truncate(image, 160 * MiB);
  await run('mkfs.btrfs', ['--quiet', '--rootdir', folder, image], { what: 'making a file system' });
  await putAt(disk, (await readPartitions(disk))[5]?.offset ?? 0, await readFile(image));
}

async function putAt(path: string, offset: number, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, offset).finally(() => file.close());
}

interface Log {
  readonly length: () => number;
  /** Makes a change to the image; what differs afterwards was written, and then flushed. */
  readonly follow: (change: () => Promise<unknown>, each: () => void) => Promise<void>;
  readonly close: () => Promise<void>;
}

const sector = 512;
const blockBytes = 64 * 1024;

/** A log in the format of blklogwrites, of what is done to an image. */
async function openLog(path: string, image: string): Promise<Log> {
  const log = await open(path, 'w');
  let at = sector;
  let count = 0;
  const add = async (offset: number, bytes: Buffer, flags: bigint): Promise<void> => {
    const head = Buffer.alloc(sector);
    [BigInt(offset / sector), BigInt(bytes.length / sector), flags, BigInt(bytes.length)].forEach((value, index) => head.writeBigUInt64LE(value, 8 * index));
    await log.write(Buffer.concat([head, bytes]), 0, sector + bytes.length, at);
    at += sector + bytes.length;
    count += 1;
  };
  const super_ = async (): Promise<void> => {
    const head = Buffer.alloc(sector);
    [0x6a_73_66_77_73_68_72n, 1n, BigInt(count)].forEach((value, index) => head.writeBigUInt64LE(value, 8 * index));
    head.writeUInt32LE(sector, 24);
    await log.write(head, 0, sector, 0);
  };
  await super_();
  return {
    length: () => at,
    async follow(change, each) {
      const old = await partsOf(image);
      await change();
      const now = await partsOf(image);
      for (const [offset, bytes] of now) {
        if (old.get(offset)?.equals(bytes) !== true) {
          await add(offset, bytes, 0n);
          each();
        }
      }
      await add(0, Buffer.alloc(0), 1n);
      await super_();
      each();
    },
    close: () => log.close(),
  };
}

// Only where anything can be: the beginning with all partitions, and the end.
async function partsOf(image: string): Promise<Map<number, Buffer>> {
  const { size } = await stat(image);
  const file = await open(image, 'r');
  const parts = new Map<number, Buffer>();
  const used = Math.min(size, 240 * MiB);
  for (let offset = 0; offset < size; offset = offset + blockBytes >= used && offset < size - blockBytes ? size - blockBytes : offset + blockBytes) {
    const bytes = Buffer.alloc(blockBytes);
    await file.read(bytes, 0, blockBytes, offset);
    parts.set(offset, bytes);
  }
  await file.close();
  return parts;
}
