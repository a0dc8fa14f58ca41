import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { partitionPath, partitionTable, partitionUuids, withEmptySlots } from '../../../installer/execute/partition-table.ts';
import { layoutFor } from '../../../installer/plan/layout.ts';

const MiB = 2 ** 20;
const rootHash = '00112233445566778899aabbccddeeff'.padEnd(32, '0') + 'ffeeddccbbaa99887766554433221100';
const image = { version: '1.2.3', rootHash };
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

const Partition = z.object({ start: z.number(), size: z.number(), type: z.string(), uuid: z.string(), name: z.string() });
type Partition = z.infer<typeof Partition>;
const Table = z.object({ partitiontable: z.object({ partitions: z.array(Partition) }) });

/** The partitions that sfdisk makes on a disk of so many bytes; places and sizes in bytes. */
function made(script: string, bytes: number): Partition[] {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-table-'));
  try {
    const disk = join(folder, 'disk');
    writeFileSync(disk, '');
    truncateSync(disk, bytes);
    const sfdisk = (args: readonly string[], input = ''): string => execFileSync('sfdisk', [...args, disk], { input, encoding: 'utf8', env: { ...process.env, PATH: path } });
    sfdisk(['--quiet', '--wipe=always', '--wipe-partitions=always'], script);
    const { partitions } = Table.parse(JSON.parse(sfdisk(['--json']))).partitiontable;
    return partitions.map((partition) => ({ ...partition, start: partition.start * 512, size: partition.size * 512 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const partitions = made(partitionTable(layoutFor(64e9), image), 64e9);

test('slot a gets the image, and the identity by which the root hash finds it; slot b stays empty', (t) => {
  t.deepEqual(partitions.map(({ name }) => name), ['pintxo-esp', 'pintxo_1.2.3', 'pintxo_1.2.3_verity', '_empty', '_empty', 'pintxo-incomplete']);
  t.is(partitions[1]?.uuid.toLowerCase(), '00112233-4455-6677-8899-aabbccddeeff');
  t.is(partitions[2]?.uuid.toLowerCase(), 'ffeeddcc-bbaa-9988-7766-554433221100');
  t.is(new Set(partitions.map(({ uuid }) => uuid)).size, 6);
});

test('a disk that gets its system from the running one has the names and numbers of it only later', (t) => {
  const empty = made(partitionTable(withEmptySlots(layoutFor(64e9)), image), 64e9);
  t.is(empty.filter(({ name }) => name === '_empty').length, 4);
  t.false(empty.some(({ uuid }) => partitions.some((other) => other.uuid === uuid)));
  t.deepEqual(empty.map(({ type }) => type), partitions.map(({ type }) => type));
});

test('sizes are exact and places aligned, and the data takes what is left', (t) => {
  for (const bytes of [16e9, 64e9, 500_107_862_016]) {
    const layout = layoutFor(bytes);
    const found = made(partitionTable(layout, image), bytes);
    t.deepEqual(found.slice(0, 5).map(({ size }) => size), layout.slice(0, 5).map((partition) => partition.bytes ?? 0));
    t.true(found.every(({ start }) => start % MiB === 0));
    const data = found.at(-1);
    t.true((data?.start ?? 0) + (data?.size ?? 0) > bytes - 2 * MiB);
  }
});

test('partition identities are the first and the last half of the root hash', (t) => {
  t.deepEqual(partitionUuids(rootHash), { data: '00112233-4455-6677-8899-aabbccddeeff', hash: 'ffeeddcc-bbaa-9988-7766-554433221100' });
});

test('a partition of a disk whose name ends in a digit has a p before its number', (t) => {
  const paths = ['/dev/sda', '/dev/vdb', '/dev/nvme0n1', '/dev/mmcblk0'].map((disk) => partitionPath(disk, 2));
  t.deepEqual(paths, ['/dev/sda2', '/dev/vdb2', '/dev/nvme0n1p2', '/dev/mmcblk0p2']);
});
