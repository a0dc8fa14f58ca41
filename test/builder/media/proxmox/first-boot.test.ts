import test, { type ExecutionContext } from 'ava';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSeed } from '../../../../builder/media/cloud-init/index.ts';
import { guestSiteText } from '../../../../builder/media/proxmox/first-boot/guest-site.ts';
import type { SeededGuest } from '../../../../builder/media/proxmox/first-boot/module-guests.ts';
import { choosePoolDisks } from '../../../../builder/media/proxmox/pool-disks.ts';
import { zonesOf } from '../../../../builder/site/zones.ts';
import type { Disk, Inventory } from '../../../../installer/inventory/inventory.ts';
import { siteOf, siteText } from '../site.ts';
import { standIn, type NodeChoice, type StandIn } from './node-stand-in.ts';

function nodeFor(t: ExecutionContext, choice: NodeChoice): StandIn {
  const node = standIn(choice);
  t.teardown(() => node.remove());
  return node;
}

const ofVm = (node: StandIn, id: number): string[] => node.calls().filter((call) => new RegExp(`^qm (disk )?\\w+ ${id}\\b`).test(call));

test('the first node makes the cluster of the site, at its address in the house', (t) => {
  const node = nodeFor(t, { cluster: true });
  node.insert('pintxo.img');
  t.is(node.run().status, 0);
  t.is(node.calls().find((call) => call.startsWith('pvecm')), 'pvecm create casa --link0 10.0.0.10');
});

test('another node says which key to let in, joins as soon as it is, and makes no guests', (t) => {
  const node = nodeFor(t, { cluster: true, number: 2 });
  const before = node.run();
  t.is(before.status, 1);
  t.regex(before.said, /does not let this one in yet\. On 10\.0\.0\.10, as root/);
  t.false(node.calls().some((call) => call.startsWith('pvecm')));
  writeFileSync(join(node.root, 'let-in'), '');
  const after = node.run();
  t.is(after.status, 0, after.said);
  t.true(node.calls().includes('pvecm add 10.0.0.10 --link0 10.0.0.11 --use_ssh 1'));
  t.false(node.calls().some((call) => call.startsWith('qm')));
});

test('a node of another cluster is left in it', (t) => {
  const node = nodeFor(t, { cluster: true, text: siteText.replace('name: casa', 'name: etxea') });
  mkdirSync(join(node.root, 'etc/pve'), { recursive: true });
  for (const file of ['etc/pve/corosync.conf', 'cluster']) writeFileSync(join(node.root, file), '');
  const { status, said } = node.run();
  t.is(status, 1);
  t.regex(said, /in another cluster than the site's: casa/);
  t.false(node.calls().some((call) => call.startsWith('pvecm')));
});

const disk = (serial: string, more: Partial<Disk> = {}): Disk => ({
  path: `/dev/${serial}`, ids: [`ata-${serial}`], serial, bytes: 500e9, logicalSectorBytes: 512, transport: 'sata', removable: false, readOnly: false,
  rotational: false, signatures: [], partitions: [], isBootMedium: false, ...more,
});
const seen = (...disks: Disk[]): Inventory => ({
  version: 1, system: {}, firmware: { type: 'bios', secureBoot: false }, cpu: { architecture: 'x86_64', model: '', threads: 2 }, memoryBytes: 8e9, tpm: null, links: [], disks,
});
const system = disk('S5GXNX0T123456', { transport: 'nvme' });
const mirrored = siteText.replace('machine:\n', 'machine:\n  dataDisks: { tanka1: { transport: sata, count: 2 } }\n');

test('two disks of a machine that was seen become a mirror, each by its serial', (t) => {
  const node = nodeFor(t, { text: mirrored, inventory: seen(system, disk('DATA1'), disk('DATA2')) });
  node.run();
  t.true(node.calls().includes('zpool create -o ashift=12 tanka1 mirror /dev/sdb /dev/sdc'));
});

test('a disk is wiped only where the site allows it, and only that one', (t) => {
  const inventory = seen(system, disk('DATA1', { signatures: [{ type: 'ntfs', usage: 'filesystem' }] }), disk('DATA2'));
  const node = nodeFor(t, { text: mirrored.replace('wipe: [', 'wipe: [DATA1, '), inventory });
  writeFileSync(join(node.root, 'signatures-sdb'), '0x0 ntfs\n');
  node.run();
  t.deepEqual(node.calls().filter((call) => call.startsWith('wipefs')), ['wipefs --all /dev/sdb']);
  const refused = choosePoolDisks(siteOf(mirrored), inventory);
  t.regex('message' in refused ? `${refused.path.join('.')}: ${refused.message}` : '', /^machine\.dataDisks\.tanka1: .*does not allow erasing it/);
});

test('nothing is erased for a mirror whose other half turns out to hold something', (t) => {
  const inventory = seen(system, disk('DATA1', { signatures: [{ type: 'ntfs', usage: 'filesystem' }] }), disk('DATA2'));
  const node = nodeFor(t, { text: mirrored.replace('wipe: [', 'wipe: [DATA1, '), inventory });
  for (const disk of ['sdb', 'sdc']) writeFileSync(join(node.root, `signatures-${disk}`), '0x0 ext4\n');
  t.regex(node.run().said, /\/dev\/sdc is not blank/);
  t.false(node.calls().some((call) => /^(wipefs|zpool)/.test(call)));
});

test('pools are no guess: a machine that was not seen needs its disks by name', (t) => {
  const refused = choosePoolDisks(siteOf(mirrored), undefined);
  t.regex('message' in refused ? `${refused.path.join('.')}: ${refused.remedy}` : '', /^machine\.dataDisks\.tanka1: .*--machine inventory\.json/);
  const missing = choosePoolDisks(siteOf(mirrored), seen(system, disk('DATA1')));
  t.regex('message' in missing ? missing.message : '', /The pool tanka1 needs 2 disks/);
});

test('a pool for backups is a folder to Proxmox, for it keeps files there', (t) => {
  const node = nodeFor(t, { text: siteText.replace('machine:\n', 'machine:\n  dataDisks: { tankc1: { serial: DATA1 } }\n') });
  node.run();
  t.true(node.calls().includes('pvesm add dir tankc1 --path /tankc1 --content backup --is_mountpoint yes'));
});

test('the platform installs itself from its stick onto an empty disk, on links of its own', (t) => {
  const node = nodeFor(t, {});
  node.insert('pintxo.img');
  node.run();
  const [create = '', set = ''] = ofVm(node, 100);
  t.regex(create, /--net0 virtio=(02(:[0-9a-f]{2}){5}),bridge=wan --net1 virtio=(02(:[0-9a-f]{2}){5}),bridge=lan$/);
  t.regex(set, /--scsi0 local-zfs:32,discard=on --scsi1 local-zfs:0,import-from=\/var\/lib\/vz\/import\/pintxo\.img .*--boot order=scsi0;scsi1$/);
});

test("the platform's site.yaml names its own links and no disk of the node, and keeps the rest", (t) => {
  const own = guestSiteText(`# ours\n${mirrored}`, { wan: '02:00:00:00:00:01', lan: '02:00:00:00:00:02' });
  const { machine, network, site, admin } = siteOf(own);
  t.deepEqual([network.wan.mac, network.lan.macs], ['02:00:00:00:00:01', ['02:00:00:00:00:02']]);
  t.deepEqual([machine.systemDisk, machine.dataDisks, machine.wipe], [undefined, {}, []]);
  t.deepEqual([site, admin], [siteOf().site, siteOf().admin]);
  t.regex(own, /^# ours\n/);
  const behind = siteOf(guestSiteText(siteText, { wan: '02:00:00:00:00:01' }));
  t.deepEqual([behind.network.wan.mac, behind.network.lan.macs], ['02:00:00:00:00:01', []]);
});

test('OPNsense is the router where the site wants it: its image, its configuration on a disc, and the platform behind it', (t) => {
  const node = nodeFor(t, { router: 'opnsense', opnsenseConfig: '<opnsense/>\n' });
  node.insert('pintxo.img', 'opnsense.img');
  const { status, said } = node.run();
  t.is(status, 0, said);
  t.is(node.read('state/opnsense/conf/config.xml'), '<opnsense/>\n');
  t.regex(said, /press a key .*name the device cd0/);
  t.regex(ofVm(node, 101).join('\n'), /bridge=wan --net1 .*bridge=lan\n.*import-from=\/var\/lib\/vz\/import\/opnsense\.img.*--ide2 local:iso\/pintxo-opnsense\.iso,media=cdrom/);
  t.regex(ofVm(node, 100)[0] ?? '', /--net0 virtio=\S+,bridge=lan$/);
  const calls = node.calls();
  t.is(node.run().status, 0);
  t.deepEqual(node.calls(), calls);
});

function seeded(): SeededGuest {
  const guest = { kind: 'vm', name: 'cloud', title: 'Files', image: 'debian-13.qcow2', cores: 2, memoryMebibytes: 2048, diskGibibytes: 20, zone: 'srv' } as const;
  const zone = zonesOf(siteOf()).find(({ name }) => name === 'srv');
  const seed = renderSeed(guest, siteOf(), zonesOf(siteOf()));
  if ('problem' in seed || zone === undefined) throw new Error('the guest of the test is wrong');
  return { guest, zone, seed, mac: '02:00:00:00:00:03' };
}

test('a guest that a module declares stands in its zone, behind its firewall, with its seed and a disk of its size', (t) => {
  const node = nodeFor(t, { guests: [seeded()] });
  node.insert('pintxo.img', 'debian-13.qcow2');
  const { status, said } = node.run();
  t.is(status, 0, said);
  const [create = '', set = '', resize, start] = ofVm(node, 110);
  t.regex(create, /--name cloud --memory 2048 --cores 2 .*--net0 virtio=02:00:00:00:00:03,bridge=lan,tag=200,firewall=1$/);
  t.regex(set, /--cicustom user=local:snippets\/cloud-user\.yaml,meta=local:snippets\/cloud-meta\.yaml,network=local:snippets\/cloud-network-config\.yaml/);
  t.deepEqual([resize, start], ['qm disk resize 110 scsi0 20G', 'qm start 110']);
  t.is(node.read('var/lib/vz/snippets/cloud-user.yaml'), seeded().seed.userData);
  t.regex(node.read('etc/pve/firewall/110.fw'), /GROUP zone-srv/);
});

test('a guest whose disk was not grown before a power cut is finished at the next start', (t) => {
  const node = nodeFor(t, { guests: [seeded()] });
  node.insert('pintxo.img', 'debian-13.qcow2');
  writeFileSync(join(node.root, 'vm-110'), 'scsi0: local-zfs:vm-110-disk-0,size=3G\n');
  t.is(node.run().status, 0);
  t.regex(ofVm(node, 110).join('\n'), /resize/);
  t.notRegex(ofVm(node, 110).join('\n'), /create/);
});
