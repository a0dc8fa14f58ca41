/** A node whose first start was cut off while it erased: it goes on with its own work, and with nobody else's. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
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
  writeAt(erased, 'sdb', 2 ** 20);
  cutOff(erased, 'create');
  t.regex(erased.run().said, /pool_tanka1: done/);
});

test('a node that was cut off while it made a pool on a blank disk goes on, and what somebody put there meanwhile stays', (t) => {
  for (const [write, isOurs] of [[(node: StandIn) => inParts(node, zfs), true], [(node: StandIn) => inParts(node, windows), false], [(node: StandIn) => inParts(node, [...zfs, {}]), false], [(node: StandIn) => writeAt(node, 'sdb', 2 ** 20), false]] as const) {
    const node = nodeFor(t, one, 'DATA1, ');
    cutOff(node, 'create');
    write(node);
    t.regex(node.run().said, isOurs ? /pool_tanka1: done/ : /has begun to erase \S+\/sdb, and somebody has written to it since/);
  }
});

test('a table of which no partition is found is ours only where there is nothing behind it', (t) => {
  const table = (node: StandIn): void => { put(node, 'blkid-sdb.PTTYPE', 'PMBR\n'); put(node, 'signatures-sdb', '0x1fe PMBR\n'); };
  for (const [write, isOurs] of [[() => undefined, true], [(node: StandIn) => writeAt(node, 'sdb', 2 ** 20), false], [(node: StandIn) => writeAt(node, 'sdb', 4096, 'EFI PART'), false]] as const) {
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

test('a partition of which two things are said, or nothing can be read, was not erased', (t) => {
  for (const spoil of [(node: StandIn) => put(node, 'blkid-sdb2.ambivalent'), (node: StandIn) => rmSync(join(node.root, 'dev/sdb2'))]) {
    const node = nodeFor(t, one, 'DATA1, ');
    inParts(node, windows);
    cutOff(node, 'wipefs');
    for (const word of ['TYPE', 'UUID']) rmSync(join(node.root, `blkid-sdb2.${word}`));
    spoil(node);
    t.regex(node.run().said, /somebody has written to it since/);
    t.deepEqual(erasing(node), []);
  }
});

const variables = 'sys/firmware/efi/efivars';

/** The same machine after its own system was made anew: what it remembered on its disk is gone. */
function madeAnew(t: ExecutionContext, before: StandIn): StandIn {
  const node = nodeFor(t, one, 'DATA1, ');
  cpSync(join(before.root, variables), join(node.root, variables), { recursive: true });
  return node;
}

function withFirmware(t: ExecutionContext): StandIn {
  const node = nodeFor(t, one, 'DATA1, ');
  mkdirSync(join(node.root, variables), { recursive: true });
  put(node, 'signatures-sdb', '0x0 ntfs\n');
  put(node, 'blkid-sdb.TYPE', 'ntfs\n');
  return node;
}

test('a node whose own system was made anew does not erase the same disk again: its firmware remembers', (t) => {
  const first = withFirmware(t);
  t.regex(first.run().said, /pool_tanka1: done/);
  const again = madeAnew(t, first);
  put(again, 'signatures-sdb', '0x0 ext4\n');
  put(again, 'blkid-sdb.TYPE', 'ext4\n');
  t.regex(again.run().said, /was erased once by this site file, and is not erased again/);
  t.deepEqual(erasing(again), []);
  const cut = withFirmware(t);
  cutOff(cut, 'create');
  const onwards = madeAnew(t, cut);
  writeAt(onwards, 'sdb', 2 ** 20);
  t.regex(onwards.run().said, /pool_tanka1: done/, 'what it had begun goes on');
  t.regex(onwards.read('state/erased'), /^\ndigest1\tdone\tDATA1\t/);
});
