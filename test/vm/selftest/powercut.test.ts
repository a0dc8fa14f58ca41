/** The power cuts on themselves: what is planned and judged, without a machine. */
import { join } from 'node:path';
import test from 'ava';
import { createDisk, writeBytes, writePartitions } from '../harness/index.ts';
import { planChains } from '../powercut/chains.ts';
import { diskState } from '../powercut/disk-state.ts';
import { verifyWords } from '../powercut/verify.ts';
import { temporaryDirectory } from './tools.ts';

test('the same seed plans the same cuts, as many as were asked for, in every phase', (t) => {
  const chains = planChains('1', 50);
  t.deepEqual(chains, planChains('1', 50));
  t.notDeepEqual(chains, planChains('2', 50));
  t.is(chains.flatMap((chain) => chain.cuts).length, 50);
  for (const run of [chains, planChains('3', 3)]) {
    t.deepEqual([...new Set(run.map(({ phase }) => phase))].sort(), ['first-start', 'install', 'later-start']);
  }
});

test('a disk says what it is by the names of its partitions, one of a mirror is enough', async (t) => {
  const directory = await temporaryDirectory(t);
  const disks = [join(directory, 'one.img'), join(directory, 'two.img')];
  for (const disk of disks) await createDisk(disk, 32 * 2 ** 20);
  t.is(await diskState({ disks }), 'blank');
  await writePartitions(disks[0] ?? '', [{ label: 'pintxo-esp', mebibytes: 4 }, { label: 'pintxo-incomplete', mebibytes: 8 }]);
  t.is(await diskState({ disks }), 'half-made');
  await writePartitions(disks[1] ?? '', [{ label: 'pintxo-esp', mebibytes: 4 }, { label: 'pintxo-data', mebibytes: 8 }]);
  t.is(await diskState({ disks }), 'installed');
});

test('a partition table that was torn apart counts as none', async (t) => {
  const disk = join(await temporaryDirectory(t), 'disk.img');
  await createDisk(disk, 32 * 2 ** 20);
  await writePartitions(disk, [{ label: 'pintxo-esp', mebibytes: 4 }]);
  await writeBytes(disk, 0, Buffer.alloc(4096));
  await writeBytes(disk, 32 * 2 ** 20 - 4096, Buffer.alloc(4096));
  t.is(await diskState({ disks: [disk] }), 'blank');
});

test('installing over an installed disk is noticed, and so is a half-made disk that counts as installed', (t) => {
  t.throws(() => verifyWords('[pintxo] step 1 of 7: erasing', 'installed'), { message: /installed over/ });
  t.throws(() => verifyWords('[pintxo] This machine is installed already. It goes on', 'half-made'), { message: /half-made disk counted/ });
  t.notThrows(() => verifyWords('[pintxo] step 4 of 7: writing', 'half-made'));
  t.notThrows(() => verifyWords('[pintxo] This machine is installed already.', 'installed'));
  const restarted = 'step 7 of 7\nInstalled. The machine restarts from its disk\nThis machine is installed already.';
  t.notThrows(() => verifyWords(restarted, 'blank'), 'after the restart it is installed');
});
