/** A node whose first start was cut off while it erased: it goes on with its own work, and with nobody else's. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { cutOff, erasing, inParts, nodeFor, one, put, whole, writeAt } from './data-node.ts';
import type { StandIn } from './node-stand-in.ts';

const zfs = [{ PART_ENTRY_TYPE: '6a898cc3-1dd2-11b2-99a6-080020736631' }, { PART_ENTRY_TYPE: '6a945a3b-1dd2-11b2-99a6-080020736631' }];
const windows = [{ TYPE: 'ntfs', UUID: 'C' }, { TYPE: 'ntfs', UUID: 'D' }];

test('a node that was cut off before it erased, between partitions, or before the pool, goes on', (t) => {
  for (const left of [windows, [{}, { TYPE: 'ntfs', UUID: 'D' }], [{}, {}]]) {
    const node = nodeFor(t, one, 'DATA1, ');
    inParts(node, windows);
    cutOff(node, 'wipefs');
    for (const index of [1, 2]) for (const word of ['TYPE', 'UUID']) rmSync(join(node.root, `blkid-sdb${index}.${word}`), { force: true });
    inParts(node, left);
    node.run();
    t.deepEqual(erasing(node), ['wipefs --all /dev/sdb1', 'wipefs --all /dev/sdb2', ...whole], JSON.stringify(left));
  }
  const erased = nodeFor(t, one, 'DATA1, ');
  put(erased, 'signatures-sdb', '0x0 ntfs\n');
  put(erased, 'blkid-sdb.TYPE', 'ntfs\n');
  writeAt(erased, 'sdb', 2 ** 29);
  cutOff(erased, 'create');
  t.regex(erased.run().said, /pool_tanka1: done/);
});

test('a node that was cut off while it made a pool on a blank disk goes on, and what somebody put there meanwhile stays', (t) => {
  for (const [write, isOurs] of [[(node: StandIn) => inParts(node, zfs), true], [(node: StandIn) => inParts(node, windows), false], [(node: StandIn) => inParts(node, [...zfs, {}]), false], [(node: StandIn) => writeAt(node, 'sdb', 2 ** 29), false]] as const) {
    const node = nodeFor(t, one, 'DATA1, ');
    cutOff(node, 'create');
    write(node);
    t.regex(node.run().said, isOurs ? /pool_tanka1: done/ : /has begun to erase \S+\/sdb, and somebody has written to it since/);
  }
});

test('a table of which no partition is found is ours only where there is nothing behind it', (t) => {
  const table = (node: StandIn): void => { put(node, 'blkid-sdb.PTTYPE', 'PMBR\n'); put(node, 'signatures-sdb', '0x1fe PMBR\n'); };
  for (const [write, isOurs] of [[() => undefined, true], [(node: StandIn) => writeAt(node, 'sdb', 2 ** 29), false], [(node: StandIn) => writeAt(node, 'sdb', 4096, 'EFI PART'), false]] as const) {
    const node = nodeFor(t, one, 'DATA1, ');
    cutOff(node, 'create');
    table(node);
    write(node);
    t.regex(node.run().said, isOurs ? /pool_tanka1: done/ : /somebody has written to it since/);
  }
  const used = nodeFor(t, one, 'DATA1, ');
  put(used, 'signatures-sdb', '0x0 ntfs\n');
  put(used, 'blkid-sdb.TYPE', 'ntfs\n');
  cutOff(used, 'create');
  table(used);
  writeAt(used, 'sdb', 4096, 'EFI PART');
  t.regex(used.run().said, /somebody has written to it since/, 'a table for sectors of another size');
});
