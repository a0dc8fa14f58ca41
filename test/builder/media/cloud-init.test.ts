import test from 'ava';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { guestMac, platformMetaData, platformUserData, renderSeed, seedFiles, type Seed } from '../../../builder/media/cloud-init/index.ts';
import { makeSeedImage } from '../../../builder/media/cloud-init/seed-image.ts';
import type { Guest } from '../../../templates/contract.ts';
import { zonesOf } from '../../../builder/site/zones.ts';
import { needing, treeObstacle } from '../../needing.ts';
import { goldenTree } from './golden.ts';
import { siteOf, siteText } from './site.ts';

const WrittenFiles = z.object({ write_files: z.array(z.object({ content: z.string() })) });

const site = siteOf();
const zones = zonesOf(site);
const plain: Guest = { kind: 'vm', name: 'cloud', title: 'Files', image: 'debian-13.qcow2', cores: 2, memoryMebibytes: 2048, diskGibibytes: 20, zone: 'srv' };
const rich: Guest = {
  ...plain, name: 'office', address: '10.2.0.10', packages: ['nginx'], commands: ['systemctl enable --now nginx'],
  files: [{ path: '/etc/motd', content: 'Hello: "you"\n  # not a comment\n' }],
};

function seedOf(guest: Guest): Seed {
  const seed = renderSeed(guest, site, zones);
  if ('problem' in seed) throw new Error(seed.problem);
  return seed;
}

const problem = (guest: Partial<Guest>): string => {
  const seed = renderSeed({ ...plain, ...guest }, site, zones);
  return 'problem' in seed ? seed.problem : 'no problem';
};

for (const guest of [plain, rich]) {
  test(`the seed of the guest ${guest.name} is the one in the golden tree`, (t) => {
    const files = seedFiles(seedOf(guest));
    t.deepEqual(new Map([...files].sort()), goldenTree(`cloud-init/${guest.name}`, files));
  });
}

test('what a guest is given comes out as it went in', (t) => {
  const data = WrittenFiles.parse(parse(seedOf(rich).userData));
  t.is(data.write_files[0]?.content, rich.files?.[0]?.content);
});

test('Norwegian is a keyboard and not a truth value', (t) => {
  const norwegian = siteOf(siteText.replace('keyboard: es', 'keyboard: no'));
  const seed = renderSeed(plain, norwegian, zones);
  t.regex('userData' in seed ? seed.userData : '', /layout: "no"/);
});

test('the platform gets its site.yaml byte for byte', (t) => {
  const text = platformUserData(`${siteText}# ñ\n`);
  const data = WrittenFiles.parse(parse(text));
  t.is(Buffer.from(data.write_files[0]?.content ?? '', 'base64').toString(), `${siteText}# ñ\n`);
  t.true(text.startsWith('#cloud-config\n'));
  t.not(platformMetaData(siteText), platformMetaData(`${siteText}\n`));
});

test('a changed seed is a new instance, an unchanged one is not', (t) => {
  t.is(seedOf(plain).metaData, seedOf(plain).metaData);
  t.not(seedOf(plain).metaData, seedOf({ ...plain, packages: ['nginx'] }).metaData);
});

test('MAC addresses are locally administered, stable, and different', (t) => {
  t.regex(guestMac('casa', 'cloud'), /^02(:[0-9a-f]{2}){5}$/);
  t.is(guestMac('casa', 'cloud'), guestMac('casa', 'cloud'));
  t.not(guestMac('casa', 'cloud'), guestMac('casa', 'office'));
});

test('a guest that cannot be is refused in words', (t) => {
  t.regex(problem({ zone: 'cellar' }), /there is no zone cellar; known are mgmt, srv/);
  t.regex(problem({ zone: 'work' }), /the zone work is off; write/);
  t.regex(problem({ address: '10.3.0.10' }), /is not in 10\.2\.0\.0\/24/);
  t.regex(problem({ address: '10.2.0.60' }), /one that DHCP gives to others/);
  t.regex(problem({ address: '10.2.0.1' }), /the address of the router/);
  t.regex(problem({ name: 'My Cloud' }), /small letters/);
  t.regex(problem({ image: '../debian.qcow2' }), /is not the file name of a disk image/);
  t.regex(problem({ memoryMebibytes: 64 }), /64 MiB of memory are too little/);
  t.regex(problem({ files: [{ path: 'etc/motd', content: '', mode: '0644' }] }), /absolute path/);
});

test('the volume has the label and the files that cloud-init looks for', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-seed-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const image = join(folder, 'seed.img');
  await makeSeedImage(seedOf(plain), image);
  t.regex(execFileSync('mdir', ['-i', image, '::'], { encoding: 'utf8' }), /is CIDATA\s/);
  for (const [name, content] of seedFiles(seedOf(plain))) t.is(execFileSync('mtype', ['-i', image, `::${name}`], { encoding: 'utf8' }), content);
});

// A Debian 13 tree with cloud-init 25, netplan.io and python3-netplan.
const tools = process.env['PINTXO_CLOUD_ROOT'];
const judged = needing(test, treeObstacle('PINTXO_CLOUD_ROOT', true));

function judge(kind: 'cloud-config' | 'network-config', text: string): { status: number | null; said: string } {
  mkdirSync(`${tools}/run/pintxo-judge`, { recursive: true });
  const path = `/run/pintxo-judge/${kind}-${process.hrtime.bigint()}`;
  writeFileSync(`${tools}${path}`, text);
  const { status, stdout, stderr } = spawnSync('chroot', [tools ?? '', 'cloud-init', 'schema', '-t', kind, '-c', path], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

judged('cloud-init of Debian 13 accepts every rendering, without a doubt', (t) => {
  const configs = [seedOf(plain).userData, seedOf(rich).userData, platformUserData(siteText)];
  for (const text of configs) {
    const { status, said } = judge('cloud-config', text);
    t.is(status, 0, said);
    t.notRegex(said, /deprecat|warning/i);
  }
  for (const guest of [plain, rich]) {
    const { status, said } = judge('network-config', seedOf(guest).networkConfig);
    t.is(status, 0, said);
  }
});

judged('cloud-init of Debian 13 rejects planted mistakes', (t) => {
  const { userData, networkConfig } = seedOf(rich);
  t.not(judge('cloud-config', userData.replace('users:', 'usrs:')).status, 0);
  t.not(judge('cloud-config', userData.replace('runcmd:', 'runcmd: 7\nx:')).status, 0);
  t.not(judge('network-config', networkConfig.replace('via:', 'vai:')).status, 0);
  t.not(judge('network-config', networkConfig.replace('10.2.0.10/24', '10.2.0.300/24')).status, 0);
});
