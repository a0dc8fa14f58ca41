/** What the first start of a Proxmox node erases: nothing that is only absent, nothing that was not looked at, nothing twice. */
import { existsSync, mkdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { erasing, inParts, nodeFor, one, put, whole, writeAt } from './data-node.ts';
import type { StandIn } from './node-stand-in.ts';

test('a blank disk becomes the pool it is named for', (t) => {
  const node = nodeFor(t, one);
  node.run();
  t.deepEqual(node.calls().filter((call) => /^(zpool|wipefs|pvesm add)/.test(call)), ['zpool create -o ashift=12 tanka1 /dev/sdb', 'pvesm add zfspool tanka1 --pool tanka1 --content images,rootdir']);
});

test('a pool that is there and not imported is taken in as it is, also where site.yaml allows erasing its disks', (t) => {
  const node = nodeFor(t, one, 'DATA1, ');
  put(node, 'exported-tanka1');
  put(node, 'signatures-sdb', '0x0 zfs_member\n');
  t.regex(node.run().said, /tanka1 was there: it is used as it is\n[^]*pool_tanka1: done/);
  t.deepEqual(erasing(node), ['zpool import tanka1']);
});

test('a pool that is taken in need not have all its disks', (t) => {
  const node = nodeFor(t, one, 'DATA1, ');
  put(node, 'exported-tanka1');
  put(node, 'serials');
  t.regex(node.run().said, /pool_tanka1: done/);
});

test('a pool that another system had is not taken in by force, and nothing is erased', (t) => {
  const node = nodeFor(t, one, 'DATA1, ');
  put(node, 'import-refusal', "cannot import 'tanka1': pool was previously in use from another system.\n");
  const { status, said } = node.run();
  t.is(status, 1);
  t.regex(said, /previously in use[^]*zpool import -f tanka1/);
  t.deepEqual(erasing(node), []);
});

for (const [title, label] of [['this pool', 'tanka1'], ['another pool of ours', 'tankc2']] as const) {
  test(`a disk with a label of ${title} is never erased, also where no pool can be put together from it`, (t) => {
    const node = nodeFor(t, one, 'DATA1, ');
    put(node, 'zdb-sdb', `    version: 5000\n    name: '${label}'\n    state: 0\n`);
    put(node, 'signatures-sdb', '0x0 zfs_member\n');
    t.regex(node.run().said, new RegExp(`has a label of the pool ${label}: it is never erased here`));
    t.deepEqual(erasing(node), []);
  });
}

test('a pool of ours that is only a label is erased where wipe names it beside the disk, and no other', (t) => {
  for (const [label, calls] of [['tankc2', ['wipefs --all /dev/sdb', 'zpool create -o ashift=12 tanka1 /dev/sdb']], ['tankc3', []]] as const) {
    const node = nodeFor(t, one, 'DATA1: tankc2, ');
    put(node, 'zdb-sdb', `    name: '${label}'\n`);
    put(node, 'signatures-sdb', '0x0 zfs_member\n');
    node.run();
    t.deepEqual(erasing(node), calls, label);
  }
});

test('a disk of a pool that is in use is never erased; one of a strange pool that is not, where site.yaml allows it', (t) => {
  const node = nodeFor(t, one, 'DATA1, ');
  put(node, 'zdb-sdb', "    name: 'rpool'\n");
  put(node, 'signatures-sdb', '0x0 zfs_member\n');
  put(node, 'pool-rpool');
  t.regex(node.run().said, /label of the pool rpool/);
  t.deepEqual(erasing(node), []);
  rmSync(join(node.root, 'pool-rpool'));
  node.run();
  t.deepEqual(erasing(node), ['wipefs --all /dev/sdb', 'zpool create -o ashift=12 tanka1 /dev/sdb']);
});

test('a disk that is not blank is erased only with consent, once for the same site file, and what was erased is noted first', (t) => {
  const refused = nodeFor(t, one);
  put(refused, 'signatures-sdb', '0x0 ntfs\n');
  t.regex(refused.run().said, /\/dev\/sdb is not blank, and site\.yaml does not allow erasing it: it holds 0x0 ntfs/);
  t.deepEqual(erasing(refused), []);
  const node = nodeFor(t, one, 'DATA1, ');
  put(node, 'signatures-sdb', '0x0 ntfs\n');
  node.run();
  t.deepEqual(erasing(node), ['wipefs --all /dev/sdb', 'zpool create -o ashift=12 tanka1 /dev/sdb']);
  t.regex(node.read('state/erased'), /^\ndigest1\tbegun\tDATA1\t\S+\there\t\n\ndigest1\tdone\tDATA1\t/);
  // The pool is gone, and something else is on its disk now.
  rmSync(join(node.root, 'pool-tanka1'));
  put(node, 'signatures-sdb', '0x0 ext4\n');
  t.regex(node.run().said, /was erased once by this site file, and is not erased again/);
  t.is(erasing(node).length, 2);
});

test('a disk that has neither a serial nor a world wide name is not erased', (t) => {
  const node = nodeFor(t, one, 'DATA1, ');
  put(node, 'udev/sdb');
  put(node, 'signatures-sdb', '0x0 ext4\n');
  t.regex(node.run().said, /nothing could tell/);
  t.deepEqual(erasing(node), []);
});

const own = (title: string, allowed: string, spoil: (node: StandIn) => void, reason: RegExp | undefined, wipe?: string): void =>
  test(title, (t) => {
    const node = nodeFor(t, one, allowed, wipe);
    spoil(node);
    const { said } = node.run();
    if (reason === undefined) return t.is(erasing(node).at(-1), whole.at(-1), said);
    t.regex(said, reason);
    t.deepEqual(erasing(node), []);
  });

const locked = (node: StandIn): void => { put(node, 'signatures-sdb', '0x0 crypto_LUKS\n'); put(node, 'blkid-sdb.TYPE', 'crypto_LUKS\n'); put(node, 'blkid-sdb.LABEL', 'tankc1\n'); };
const appliance = (node: StandIn): void => inParts(node, [{ PART_ENTRY_NAME: 'pintxo-esp' }, { PART_ENTRY_NAME: 'pintxo-data', TYPE: 'crypto_LUKS' }]);
const debian = (node: StandIn): void => inParts(node, [{}, { TYPE: 'ext4', LABEL: 'pintxo' }]);
own('a pool of an appliance is never erased by wipe: any', '', locked, /label of the pool tankc1: it is never erased here/, 'any');
own('or by its serial alone', 'DATA1, ', locked, /label of the pool tankc1: it is never erased here/);
own('but where wipe names the pool beside it', 'DATA1: tankc1, ', locked, undefined);
own('a system of an appliance is not erased by wipe: any', '', appliance, /carries Pintxo, and is erased only if its serial stands under wipe/, 'any');
own('neither is plain Debian with Pintxo', '', debian, /carries Pintxo/, 'any');
own('the serial of its disk under wipe allows it', 'DATA1, ', appliance, undefined);
own('and for Debian too', 'DATA1, ', debian, undefined);

test('the rules of the firewall are there while a pool waits for a person', (t) => {
  const node = nodeFor(t, one);
  put(node, 'signatures-sdb', '0x0 ntfs\n');
  t.is(node.run().status, 1);
  t.is(node.read('etc/pve/firewall/cluster.fw'), 'rules\n');
});

for (const [title, spoil] of [
  ['is written in its middle', (node: StandIn) => writeAt(node, 'sdb', 2 ** 29)],
  ['is written at its end', (node: StandIn) => writeAt(node, 'sdb', 2 ** 30 - 512)],
  ['cannot be read to its end', (node: StandIn) => truncateSync(join(node.root, 'dev/sdb'), 2 ** 29)],
  ['has partitions', (node: StandIn) => { mkdirSync(join(node.root, 'sys/block/sdb/sdb1')); put(node, 'sys/block/sdb/sdb1/partition', '1\n'); }],
] as const) {
  test(`a disk that ${title} is not blank`, (t) => {
    const node = nodeFor(t, one, '', undefined, { looksAtAll: true });
    spoil(node);
    t.regex(node.run().said, /\/dev\/sdb is not blank/);
    t.deepEqual(erasing(node), []);
  });
}

test('nothing is erased for a mirror whose other half may not be', (t) => {
  const node = nodeFor(t, 'tanka1: { serial: DATA1 }, tanka2: { serial: DATA2 }', 'DATA1, ');
  put(node, 'signatures-sdb', '0x0 ntfs\n');
  put(node, 'signatures-sdc', '0x0 ntfs\n');
  node.run();
  t.deepEqual(erasing(node), ['wipefs --all /dev/sdb', 'zpool create -o ashift=12 tanka1 /dev/sdb']);
});

test('disks answer to their world wide name however it is written, and to a serial with blanks in it', (t) => {
  const named = nodeFor(t, 'tanka1: { wwn: 5000C500DATA1 }');
  named.run();
  t.deepEqual(erasing(named), ['zpool create -o ashift=12 tanka1 /dev/sdb']);
  const blanks = nodeFor(t, 'tanka1: { serial: "WD WX1" }');
  put(blanks, 'serials', `${join(blanks.root, 'dev/sdc')} WD\\x20WX1\n`);
  blanks.run();
  t.deepEqual(erasing(blanks), ['zpool create -o ashift=12 tanka1 /dev/sdc']);
});

test('a virtual machine of somebody else keeps its number, and a disk that ours has is never replaced', (t) => {
  const node = nodeFor(t, one);
  node.insert('pintxo.img');
  put(node, 'vm-100', 'name: theirs\nscsi0: local-zfs:vm-100-disk-0,size=100G\n');
  t.regex(node.run().said, /virtual machine 100 is theirs, not platform: it is left alone/);
  t.false(node.calls().some((call) => call.startsWith('qm')));
  put(node, 'vm-100', 'name: platform\nscsi0: local-zfs:vm-100-disk-0,size=64G\n');
  t.is(node.run().status, 0);
  t.notRegex(node.calls().join('\n'), /--scsi0/);
  t.regex(node.read('vm-100'), /^scsi0: local-zfs:vm-100-disk-0,size=64G$/m);
  t.true(existsSync(join(node.root, 'runs-100')));
});
