import test from 'ava';
import { layoutFor, smallestDiskBytes } from '../../../installer/plan/layout.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

function sizes(diskBytes: number): Array<number | undefined> {
  return layoutFor(diskBytes).map(({ bytes }) => bytes);
}

/** Bytes of a dm-verity hash tree: 4 KiB blocks, 32 bytes for each block below, and one superblock. */
function verityTreeBytes(dataBytes: number): number {
  const levels: number[] = [];
  for (let blocks = dataBytes / 4096; blocks > 1; ) {
    blocks = Math.ceil(blocks / 128);
    levels.push(blocks);
  }
  return (levels.reduce((sum, blocks) => sum + blocks, 0) + 1) * 4096;
}

test('a disk of 32 GiB or more gets slots of 4 GiB', (t) => {
  t.deepEqual(sizes(32 * GiB), [2 * GiB, 4 * GiB, 64 * MiB, 4 * GiB, 64 * MiB, undefined]);
});

test('a disk sold as 32 GB gets the small slots', (t) => {
  t.deepEqual(sizes(32e9), [GiB, 2 * GiB, 64 * MiB, 2 * GiB, 64 * MiB, undefined]);
});

test('on the smallest disk more than half is left for data', (t) => {
  const system = sizes(smallestDiskBytes).reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  t.true(system < smallestDiskBytes / 2);
});

test('the hashes of a full root fit into the verity partition', (t) => {
  for (const disk of [smallestDiskBytes, 500e9]) {
    const [, root, verity] = sizes(disk);
    t.true(verityTreeBytes(root ?? Infinity) <= (verity ?? 0));
  }
});

test('both slots have the same sizes, and data comes last', (t) => {
  const [, rootA, verityA, rootB, verityB, data] = layoutFor(500e9);
  t.deepEqual([rootA?.bytes, verityA?.bytes], [rootB?.bytes, verityB?.bytes]);
  t.deepEqual([rootA?.slot, verityA?.slot, rootB?.slot, verityB?.slot], ['a', 'a', 'b', 'b']);
  t.is(data?.label, 'pintxo-data');
});
