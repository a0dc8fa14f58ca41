import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hookScript, relayScript } from '../../../../builder/media/proxmox/first-boot/script.ts';
import { firstBootSteps } from '../../../../builder/media/proxmox/first-boot/steps.ts';
import { siteText } from '../site.ts';
import { requestOf, standIn, type NodeChoice, type StandIn } from './node-stand-in.ts';

const dataDisks = siteText.replace('machine:\n', 'machine:\n  dataDisks: { tanka1: { serial: DATA1 } }\n');

function nodeFor(t: ExecutionContext, choice: NodeChoice = {}): StandIn {
  const node = standIn(choice);
  t.teardown(() => node.remove());
  return node;
}

test('a fresh node is made one of the site, and a second run finds nothing to do', (t) => {
  const node = nodeFor(t);
  node.insert('pintxo.img');
  const first = node.run();
  t.is(first.status, 0, first.said);
  t.is(node.read('etc/pve/firewall/cluster.fw'), 'rules\n');
  t.regex(node.read('etc/network/interfaces'), /iface lan inet static\n\taddress 10\.0\.0\.10\/24[^]*bridge-vids 2-4094/);
  t.is(node.read('var/lib/vz/import/pintxo.img'), 'pintxo.img');
  t.true(existsSync(join(node.root, 'runs-100')));
  const calls = node.calls();
  const second = node.run();
  t.is(second.status, 0);
  t.notRegex(second.said, /\.\.\./);
  t.deepEqual(node.calls(), calls);
});

test('a network that does not come up goes back to what it was, and the next start tries again', (t) => {
  const node = nodeFor(t);
  writeFileSync(join(node.root, 'broken-network'), '');
  const first = node.run();
  t.is(first.status, 1);
  t.regex(first.said, /back to the network as it was/);
  t.is(node.read('etc/network/interfaces'), 'as Proxmox left it\n');
  rmSync(join(node.root, 'broken-network'));
  node.insert('pintxo.img');
  t.is(node.run().status, 0);
});

test('without the image it stops there, says so, and goes on when the stick is in', (t) => {
  const node = nodeFor(t);
  t.regex(node.run().said, /bridges: done\n[^]*no medium with pintxo\.img.*\n.*image_pintxo_img: failed/);
  t.false(existsSync(join(node.root, 'vm-100')));
  node.insert('pintxo.img');
  t.is(node.run().status, 0);
});

test('shells take every program', (t) => {
  const requests: NodeChoice[] = [{ text: dataDisks }, { cluster: true }, { cluster: true, number: 2 }, { router: 'opnsense', opnsenseConfig: '<opnsense/>' }];
  for (const [shell, ...options] of [['dash', '-n'], ['bash', '--posix', '-n']]) {
    for (const input of [relayScript, ...requests.map((choice) => hookScript(firstBootSteps(requestOf(choice)), 'digest1'))]) t.is(spawnSync(shell ?? 'sh', options, { input }).status, 0);
  }
});

test('a step that failed is on the console until all of it holds', (t) => {
  const node = nodeFor(t);
  t.is(node.run().status, 1);
  t.regex(node.read('etc/issue.d/pintxo.issue'), /not ready, image_pintxo_img failed/);
  node.insert('pintxo.img');
  t.is(node.run().status, 0);
  t.false(existsSync(join(node.root, 'etc/issue.d/pintxo.issue')));
});

test('the second medium answers once: the relay takes its program, and puts the answers out of the way', (t) => {
  const node = nodeFor(t);
  node.insert('answer.toml', 'proxmox-first-boot');
  writeFileSync(join(node.root, 'medium/proxmox-first-boot'), '#!/bin/sh\necho "ran $1"\n');
  const first = node.run(relayScript);
  t.is(first.status, 0, first.said);
  t.regex(first.said, /ran fully-up/);
  t.false(existsSync(join(node.root, 'medium/answer.toml')));
  t.true(existsSync(join(node.root, 'medium/answer-used.toml')));
});
