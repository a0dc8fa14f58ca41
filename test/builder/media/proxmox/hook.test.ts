import test from 'ava';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hookScript, relayScript } from '../../../../builder/media/proxmox/first-boot/script.ts';
import { firstBootSteps } from '../../../../builder/media/proxmox/first-boot/steps.ts';
import { nodeOf } from '../../../../builder/media/proxmox/node.ts';
import { siteOf, siteText } from '../site.ts';

/** Stand-ins that keep what they are told in files, answering as Proxmox's own do; `$here` is their folder. */
const programs: Readonly<Record<string, string>> = {
  pvesh: `case "$*" in *"set /nodes/pve1/apt"*) touch $here/repo;; "get /nodes"*) [ -e $here/repo ] && echo '[{"handle":"no-subscription","name":"x","status":1}]';; "get /storage"*) cat $here/storage 2>/dev/null;; esac`,
  pvesm: `case "$1" in set) echo "$*" > $here/storage;; add) touch $here/pvesm-$3;; status) [ -e $here/pvesm-$3 ];; esac`,
  zpool: `case "$1" in list) [ -e $here/pool-$5 ];; create) touch $here/pool-$4; echo "$*" > $here/zpool.args;; esac`,
  wipefs: `case "$1" in --all) touch $here/wiped;; *) cat $here/signatures 2>/dev/null || true;; esac`,
  lsblk: 'echo "/dev/sdb DATA1"; echo "/dev/sdc DATA2"',
  ifreload: 'echo reload >> $here/reloads',
  ip: `[ ! -e $here/broken-network ] && case "$*" in *address*) echo "2: lan inet 10.0.0.10/24 brd";; *) echo "lan: <BROADCAST,LOWER_UP>";; esac`,
  blkid: '[ -e $here/medium.img ] && case "$*" in *PROXMOX-AIS*) echo /dev/sdd1;; esac',
  mount: `cp $here/medium.img "$4/pintxo.img"; (cd "$4" && sha256sum pintxo.img > pintxo.img.sha256)`,
  umount: 'rm -f "$1"/*',
  qm: `case "$1" in create) touch $here/vm;; set) echo "scsi0: $*" > $here/vm.disk;; start) touch $here/vm.runs;; config) cat $here/vm.disk;; status) [ -e $here/vm ] && { [ -e $here/vm.runs ] && echo status: running || echo status: stopped; };; esac`,
};

const dataDisks = siteText.replace('machine:\n', 'machine:\n  dataDisks: { tanka1: { serial: DATA1 } }\n');

interface Machine {
  readonly root: string;
  run(): { readonly status: number | null; readonly said: string };
}

function machine(text = siteText): Machine {
  const root = mkdtempSync(join(tmpdir(), 'pintxo-hook-'));
  for (const folder of ['bin', 'etc/network', 'state']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/network/interfaces'), 'as Proxmox left it\n');
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\nhere=${root}\n${body}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  }
  const site = siteOf(text);
  const steps = firstBootSteps({ site, node: nodeOf(site, 1), siteText: text, firewall: new Map([['/etc/pve/firewall/cluster.fw', 'rules\n']]) });
  const script = hookScript(steps).replaceAll(/\/(etc|var\/lib\/(?:vz|pintxo))\//g, `${root}/$1/`).replaceAll(`${root}/var/lib/pintxo/`, `${root}/state/`);
  const environment = { PINTXO_PATH: join(root, 'bin'), PINTXO_STATE: join(root, 'state'), PINTXO_WAIT: '1' };
  return {
    root,
    run: () => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script, 'hook', 'fully-up'], { env: environment, encoding: 'utf8' });
      return { status, said: stdout + stderr };
    },
  };
}

test('a fresh node is made one of the site, and a second run finds nothing to do', (t) => {
  const node = machine();
  t.teardown(() => rmSync(node.root, { recursive: true }));
  writeFileSync(join(node.root, 'medium.img'), 'the platform');
  const first = node.run();
  t.is(first.status, 0, first.said);
  t.is(readFileSync(join(node.root, 'etc/pve/firewall/cluster.fw'), 'utf8'), 'rules\n');
  t.regex(readFileSync(join(node.root, 'etc/network/interfaces'), 'utf8'), /iface lan inet static\n\taddress 10\.0\.0\.10\/24[^]*bridge-vids 2-4094/);
  t.is(readFileSync(join(node.root, 'var/lib/vz/import/pintxo.img'), 'utf8'), 'the platform');
  t.true(existsSync(join(node.root, 'vm.runs')));
  const second = node.run();
  t.is(second.status, 0);
  t.notRegex(second.said, /\.\.\./);
  t.is(readFileSync(join(node.root, 'reloads'), 'utf8'), 'reload\n');
});

test('a network that does not come up goes back to what it was, and the next start tries again', (t) => {
  const node = machine();
  t.teardown(() => rmSync(node.root, { recursive: true }));
  writeFileSync(join(node.root, 'broken-network'), '');
  const first = node.run();
  t.is(first.status, 1);
  t.regex(first.said, /back to the network as it was/);
  t.is(readFileSync(join(node.root, 'etc/network/interfaces'), 'utf8'), 'as Proxmox left it\n');
  rmSync(join(node.root, 'broken-network'));
  writeFileSync(join(node.root, 'medium.img'), 'the platform');
  t.is(node.run().status, 0);
});

test('without the image it stops there, says so, and goes on when the stick is in', (t) => {
  const node = machine();
  t.teardown(() => rmSync(node.root, { recursive: true }));
  t.regex(node.run().said, /bridges: done\n[^]*no medium with pintxo\.img.*\n.*image: failed/);
  t.false(existsSync(join(node.root, 'vm')));
  writeFileSync(join(node.root, 'medium.img'), 'the platform');
  t.is(node.run().status, 0);
});

test('a data disk that is not blank is left alone', (t) => {
  const node = machine(dataDisks);
  t.teardown(() => rmSync(node.root, { recursive: true }));
  writeFileSync(join(node.root, 'signatures'), '0x0 ntfs\n');
  const { status, said } = node.run();
  t.is(status, 1);
  t.regex(said, /\/dev\/sdb is not blank/);
  t.false(existsSync(join(node.root, 'pool-tanka1')));
  t.false(existsSync(join(node.root, 'wiped')));
});

test('a blank data disk becomes the pool it is named for', (t) => {
  const node = machine(dataDisks);
  t.teardown(() => rmSync(node.root, { recursive: true }));
  node.run();
  t.is(readFileSync(join(node.root, 'zpool.args'), 'utf8'), 'create -o ashift=12 tanka1 /dev/sdb\n');
  t.true(existsSync(join(node.root, 'pvesm-tanka1')));
});

test('shells take both programs', (t) => {
  const site = siteOf(dataDisks);
  const script = hookScript(firstBootSteps({ site, node: nodeOf(site, 1), siteText: dataDisks, firewall: new Map() }));
  for (const [shell, ...options] of [['dash', '-n'], ['bash', '--posix', '-n']]) {
    for (const input of [script, relayScript]) t.is(spawnSync(shell ?? 'sh', options, { input }).status, 0);
  }
});
