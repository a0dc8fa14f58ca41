import test from 'ava';
import { partitionPath, partitionUuids, repartDefinitions, withEmptySlots } from '../../../installer/execute/repart-definitions.ts';
import { layoutFor } from '../../../installer/plan/layout.ts';

const rootHash = '00112233445566778899aabbccddeeff'.padEnd(32, '0') + 'ffeeddccbbaa99887766554433221100';
const image = { version: '1.2.3', rootHash };
const definitions = repartDefinitions(layoutFor(64e9), image);

test('the files are named in the order of the partitions on the disk', (t) => {
  const names = [...definitions.keys()];
  t.deepEqual(names, [...names].sort());
  t.deepEqual(names.map((name) => name.replace(/^\d+-|\.conf$/g, '')), ['esp', 'root', 'root-verity', 'root', 'root-verity', 'data']);
});

test('slot a gets the image, and the identity by which the root hash finds it', (t) => {
  t.regex(definitions.get('020-root.conf') ?? '', /^Label=pintxo_1\.2\.3\nUUID=00112233-4455-6677-8899-aabbccddeeff$/m);
  t.regex(definitions.get('030-root-verity.conf') ?? '', /^Label=pintxo_1\.2\.3_verity\nUUID=ffeeddcc-bbaa-9988-7766-554433221100$/m);
});

test('slot b stays empty', (t) => {
  for (const name of ['040-root.conf', '050-root-verity.conf']) {
    t.regex(definitions.get(name) ?? '', /^Label=_empty$/m);
    t.notRegex(definitions.get(name) ?? '', /CopyBlocks|UUID/);
  }
});

test('a disk that gets its system from the running one has the names and numbers of it only later', (t) => {
  const empty = [...repartDefinitions(withEmptySlots(layoutFor(64e9)), image).values()];
  t.is(empty.filter((text) => /^Label=_empty$/m.test(text)).length, 4);
  t.notRegex(empty.join(), /pintxo_1|UUID=/);
  t.deepEqual(empty.map((text) => /^Type=.*$/m.exec(text)?.[0]), [...definitions.values()].map((text) => /^Type=.*$/m.exec(text)?.[0]));
});

test('the data partition does not yet carry the name of a finished installation', (t) => {
  const data = definitions.get('060-data.conf') ?? '';
  t.regex(data, /^Label=pintxo-incomplete$/m);
  t.notRegex([...definitions.values()].join(), /pintxo-data/);
  t.notRegex(data, /Size/);
});

test('sizes are exact, in bytes, for all partitions but the last', (t) => {
  t.regex(definitions.get('010-esp.conf') ?? '', /^SizeMinBytes=2147483648\nSizeMaxBytes=2147483648$/m);
  t.is([...definitions.values()].filter((text) => text.includes('SizeMinBytes=')).length, 5);
});

test('partition identities are the first and the last half of the root hash', (t) => {
  t.deepEqual(partitionUuids(rootHash), { data: '00112233-4455-6677-8899-aabbccddeeff', hash: 'ffeeddcc-bbaa-9988-7766-554433221100' });
});

test('a partition of a disk whose name ends in a digit has a p before its number', (t) => {
  const paths = ['/dev/sda', '/dev/vdb', '/dev/nvme0n1', '/dev/mmcblk0'].map((disk) => partitionPath(disk, 2));
  t.deepEqual(paths, ['/dev/sda2', '/dev/vdb2', '/dev/nvme0n1p2', '/dev/mmcblk0p2']);
});
