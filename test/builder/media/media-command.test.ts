import test from 'ava';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../builder/cli.ts';
import { checkAnswer } from '../../../builder/media/proxmox/index.ts';
import { needing, programObstacle } from '../../needing.ts';
import { fileIn, makeHybridIso, report } from './hybrid-iso.ts';
import { siteText } from './site.ts';

const check = needing(test.serial, programObstacle('xorriso', ['-version']));

interface Place {
  readonly folder: string;
  readonly site: string;
  readonly iso: string;
  run(...args: string[]): Promise<number>;
}

function place(text = siteText): Place {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-media-'));
  const site = join(folder, 'site.yaml');
  writeFileSync(site, text);
  const iso = makeHybridIso(folder);
  const run = async (...args: string[]) => main(['media', 'proxmox', site, '--out', join(folder, 'out'), ...args], new AbortController().signal);
  return { folder, site, iso, run };
}

check('a site and an official ISO become one medium that installs by itself', async (t) => {
  const { folder, iso, run } = place();
  t.teardown(() => rmSync(folder, { recursive: true }));
  t.is(await run('--iso', iso), 0);
  const made = join(folder, 'out/proxmox-casa-1.iso');
  t.true('answer' in checkAnswer(fileIn(made, '/answer.toml', folder), 'answer.toml'));
  t.is(fileIn(made, '/auto-installer-mode.toml', folder), 'mode = "iso"\n');
  t.regex(report(made, '-lsl', '/proxmox-first-boot'), /^-rwxr-xr-x/m);
  t.regex(fileIn(made, '/proxmox-first-boot', folder), /firewall: \/etc\/pve\/firewall\/cluster\.fw/);
});

check('with two media, the small one holds the site', async (t) => {
  const { folder, iso, run } = place();
  t.teardown(() => rmSync(folder, { recursive: true }));
  t.is(await run('--iso', iso, '--two-media'), 0);
  const listing = spawnSync('mdir', ['-b', '-i', join(folder, 'out/proxmox-casa-1-answer.img'), '::'], { encoding: 'utf8' }).stdout;
  t.deepEqual(listing.trim().split('\n'), ['::/answer.toml', '::/proxmox-first-boot']);
  t.is(fileIn(join(folder, 'out/proxmox-casa-1.iso'), '/auto-installer-mode.toml', folder), 'mode = "partition"\npartition_label = "proxmox-ais"\n');
});

check('a site that names no disk, a wrong ISO and wrong options end with 1, and nothing is written', async (t) => {
  const { folder, iso, run } = place(siteText.replace(/machine:[^]*?(?=network)/, ''));
  const named = place();
  t.teardown(() => [folder, named.folder].forEach((path) => rmSync(path, { recursive: true })));
  t.is(await run('--iso', iso), 1);
  t.is(await named.run('--iso', join(named.folder, 'mbr.img')), 1);
  t.is(await named.run(), 1);
  t.is(await named.run('--iso', named.iso, '--node', '0'), 1);
  t.is(await named.run('--iso', named.iso, '--router', 'opnsense'), 1);
  t.is(await named.run('--iso', named.iso, '--guest-image', join(named.folder, 'none.qcow2')), 1);
  t.is(await named.run('--download', 'http://127.0.0.1:9/x.iso'), 1);
  for (const path of [folder, named.folder]) t.deepEqual(existsSync(join(path, 'out')) ? readdirSync(join(path, 'out')) : [], []);
});

check('images of guests lie on the medium, each with its checksum', async (t) => {
  const { folder, iso, run } = place();
  t.teardown(() => rmSync(folder, { recursive: true }));
  const images = ['opnsense-nano.img', 'debian-13.qcow2'].map((name) => join(folder, name));
  for (const image of images) writeFileSync(image, 'an image');
  t.is(await run('--iso', iso, '--router', 'opnsense', '--opnsense-image', images[0] ?? '', '--guest-image', images[1] ?? ''), 0);
  const made = join(folder, 'out/proxmox-casa-1.iso');
  const sum = createHash('sha256').update('an image').digest('hex');
  for (const name of ['opnsense.img', 'debian-13.qcow2']) {
    t.is(fileIn(made, `/${name}`, folder), 'an image');
    t.is(fileIn(made, `/${name}.sha256`, folder), `${sum}  ${name}\n`);
  }
});
