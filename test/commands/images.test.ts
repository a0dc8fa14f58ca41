/** Commands that touch images and devices; the devices are files, and lsblk is told what to say of them. */
import test from 'ava';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeIso } from '../../builder/media/iso/make-iso.ts';
import { canLook } from '../needing.ts';
import { openCli, sites, type Cli } from './cli.ts';

let cli: Cli;
test.before(async () => {
  cli = await openCli();
  await putLsblkInPath();
});
test.after.always(() => cli.close());

const minimal = join(sites, 'valid/minimal.yaml');
const noStack = /^ +at /m;
const MiB = 2 ** 20;
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

function tool(file: string, args: readonly string[], input = ''): Buffer {
  return execFileSync(file, args, { input, env: { ...process.env, PATH: path }, stdio: ['pipe', 'pipe', 'ignore'] });
}

/** An image with a GPT: a first partition, and a FAT one of the given name behind it. */
async function makeImage(name: string, label: string): Promise<string> {
  const image = join(cli.folder, `${name}.img`);
  await writeFile(image, randomBytes(4 * MiB));
  await truncate(image, 48 * MiB);
  tool('sfdisk', ['--quiet', image], `label: gpt\nstart=2048, size=8192, name="pintxo-stick-esp"\nstart=10240, size=67584, name="${label}"\n`);
  tool('mformat', ['-i', `${image}@@${10240 * 512}`, '-T', '67584', '::']);
  return image;
}

test.serial('configure puts the site file into an image in a second, and a later one in its place', async (t) => {
  const image = await makeImage('plain', 'PINTXO');
  const before = await readFile(image);
  const { status, stdout } = await cli.run(['configure', image, minimal]);
  t.deepEqual([status, stdout], [0, `${image} will become home.internal`]);
  const stored = (): Buffer => tool('mtype', ['-i', `${image}@@${10240 * 512}`, '::site.yaml']);
  t.deepEqual(stored(), await readFile(minimal));
  t.true((await readFile(image)).subarray(0, 10240 * 512).equals(before.subarray(0, 10240 * 512)), 'nothing outside of the partition changed');
  const other = join(sites, 'valid/wipe-any.yaml');
  // The best of three: a busy computer starts everything late.
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    t.is((await cli.run(['configure', image, other])).status, 0);
    times.push(performance.now() - started);
  }
  t.deepEqual(stored(), await readFile(other));
  t.true(Math.min(...times) < 2000, `${times.join(', ')} ms`);
});

test.serial('configure --again puts a new word on the stick each time, with or without a site, and leaves the site that is there', async (t) => {
  const image = await makeImage('again', 'PINTXO');
  t.is((await cli.run(['configure', image, minimal])).status, 0);
  const stored = (name: string): string => tool('mtype', ['-i', `${image}@@${10240 * 512}`, `::${name}`]).toString();
  const words: string[] = [];
  for (const site of [[], [], [minimal]]) {
    const { status, stdout } = await cli.run(['configure', '--again', image, ...site]);
    t.is(status, 0);
    t.regex(stdout, /may install one more machine/);
    words.push(stored('again'));
  }
  t.is(new Set(words).size, 3);
  t.true(words.every((word) => /^[0-9a-f]{32}\n$/.test(word)));
  t.is(stored('site.yaml'), await readFile(minimal, 'utf8'));
});

test.serial('configure signs the site with an SSH key so that ssh-keygen verifies it, and a later site without a signature takes the old one away', async (t) => {
  const image = await makeImage('signed', 'PINTXO');
  const key = join(cli.folder, 'id_ed25519');
  tool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  t.is((await cli.run(['configure', image, minimal, '--sign-with', key])).status, 0);
  const stored = (name: string): Buffer => tool('mtype', ['-i', `${image}@@${10240 * 512}`, `::${name}`]);
  const [signature, signers] = [join(cli.folder, 'site.yaml.sig'), join(cli.folder, 'signers')];
  await writeFile(signature, stored('site.yaml.sig'));
  await writeFile(signers, `ana ${await readFile(`${key}.pub`, 'utf8')}`);
  const verify = (site: Buffer): number | null =>
    spawnSync('ssh-keygen', ['-Y', 'verify', '-f', signers, '-I', 'ana', '-n', 'pintxo-site', '-s', signature], { input: site }).status;
  t.is(verify(stored('site.yaml')), 0);
  t.not(verify(Buffer.concat([stored('site.yaml'), Buffer.from(' ')])), 0);
  t.is((await cli.run(['configure', image, minimal])).status, 0);
  t.throws(() => stored('site.yaml.sig'));
});

test('a key that is not there, or is none, signs nothing, and the image stays as it was', async (t) => {
  const image = await makeImage('unsigned', 'PINTXO');
  const before = await readFile(image);
  const missing = await cli.run(['configure', image, minimal, '--sign-with', join(cli.folder, 'none')]);
  t.is(missing.status, 1);
  t.regex(missing.stderr, /there is no key .*none/);
  const wrong = await cli.run(['configure', image, minimal, '--sign-with', minimal]);
  t.is(wrong.status, 1);
  t.notRegex(wrong.stderr, noStack);
  t.true((await readFile(image)).equals(before));
});

test('configure puts the site file into a CD-ROM image too', async (t) => {
  const image = await makeImage('for-cd', 'PINTXO');
  const iso = join(cli.folder, 'cd.iso');
  await makeIso(image, iso, 0);
  const { status, stdout } = await cli.run(['configure', iso, minimal]);
  t.deepEqual([status, stdout], [0, `${iso} will become home.internal`]);
  t.deepEqual(tool('mtype', ['-i', `${iso}@@${10240 * 512}`, '::site.yaml']), await readFile(minimal));
  t.is((await readFile(iso)).toString('latin1', 32_769, 32_774), 'CD001');
});

test('a broken site file leaves the image as it is, byte for byte', async (t) => {
  const image = await makeImage('untouched', 'PINTXO');
  const before = await readFile(image);
  const { status, stderr } = await cli.run(['configure', image, join(sites, 'broken/site-name.yaml')]);
  t.is(status, 1);
  t.regex(stderr, /error\[site\.name\]/);
  t.true((await readFile(image)).equals(before));
});

test('an image without the partition PINTXO is refused and left as it is', async (t) => {
  const image = await makeImage('foreign', 'other');
  const before = await readFile(image);
  const { status, stderr } = await cli.run(['configure', image, minimal]);
  t.is(status, 1);
  t.regex(stderr, /has no partition named PINTXO; is it a Pintxo image\?/);
  t.true((await readFile(image)).equals(before));
});

test('what is no image, and an image that is not there, are told in words', async (t) => {
  const text = join(cli.folder, 'text');
  await writeFile(text, 'hello '.repeat(1000));
  const empty = join(cli.folder, 'empty.img');
  await writeFile(empty, '');
  const words = [[text, /is it a Pintxo image\?$/], ['missing.img', /there is no image missing\.img; build one with: pintxo build/], [empty, /empty\.img is empty; build an image/]] as const;
  for (const [image, told] of words) {
    const { status, stderr } = await cli.run(['configure', image, minimal]);
    t.is(status, 1);
    t.regex(stderr, told);
    t.notRegex(stderr, noStack);
  }
});

interface Told {
  readonly type?: string;
  readonly size?: number;
  readonly rm?: boolean;
  readonly mountpoints?: readonly string[];
}

/** A file that lsblk calls a stick. */
async function makeDevice(name: string, told: Told): Promise<string> {
  const device = join(cli.folder, `${name}.device`);
  await writeFile(device, Buffer.alloc(8 * MiB, 0xaa));
  const entry = { name: device, type: 'disk', size: 8 * MiB, rm: true, hotplug: true, ro: false, serial: 'S1', vendor: 'Maker', model: 'Stick', mountpoints: [null], ...told };
  await writeFile(`${device}.json`, JSON.stringify({ blockdevices: [entry] }));
  return device;
}

/** An lsblk that knows the devices of makeDevice, and leaves the rest to the real one. */
async function putLsblkInPath(): Promise<void> {
  const folder = join(cli.folder, 'bin');
  await mkdir(folder);
  const script = '#!/bin/sh\nfor device; do :; done\nif [ -e "$device.json" ]; then cat "$device.json"; else PATH=${PATH#*:} exec lsblk "$@"; fi\n';
  await writeFile(join(folder, 'lsblk'), script, { mode: 0o755 });
  process.env['PATH'] = `${folder}:${path}`;
}

async function smallImage(): Promise<string> {
  const image = join(cli.folder, `image-${randomBytes(4).toString('hex')}`);
  await writeFile(image, randomBytes(5 * MiB + 77));
  return image;
}

test('flash writes the image over a removable disk and reads it back', async (t) => {
  const image = await smallImage();
  const device = await makeDevice('stick', {});
  const { status, stdout, stderr } = await cli.run(['flash', image, device, '--yes']);
  t.deepEqual([status, stdout], [0, `${device} holds ${image}; it can be taken out.`]);
  t.regex(stderr, /writing 5\.2 MB to .*\n.*\nreading .* back/);
  const [written, content] = [await readFile(device), await readFile(image)];
  t.true(written.subarray(0, content.length).equals(content));
  t.true(written.subarray(content.length).every((byte) => byte === 0xaa));
});

const refusals: ReadonlyArray<readonly [string, Told, readonly string[], RegExp]> = [
  ['a partition', { type: 'part' }, ['--yes'], /not a whole disk.*name the disk itself/],
  ['a mounted disk', { mountpoints: ['/media/ana'] }, ['--yes'], /in use.*sudo umount \/media\/ana/],
  ['a disk with swap space', { mountpoints: ['[SWAP]'] }, ['--yes'], /is swap space.*sudo swapoff/],
  ['a fixed disk', { rm: false }, ['--yes'], /not a removable disk.*--serial S1/],
  ['a disk of another serial', {}, ['--yes', '--serial', 'S2'], /has the serial S1, not S2/],
  ['a stick that is too small', { size: 1 * MiB }, ['--yes'], /use a larger stick/],
  ['a stick when nobody says yes', {}, [], /nothing was written/],
];

for (const [index, [what, told, options, words]] of refusals.entries()) {
  test(`flash refuses ${what} and writes nothing`, async (t) => {
    const device = await makeDevice(`refused-${index}`, told);
    const { status, stdout, stderr } = await cli.run(['flash', await smallImage(), device, ...options]);
    t.deepEqual([status, stdout], [1, '']);
    t.regex(stderr, words);
    t.notRegex(stderr, noStack);
    t.true((await readFile(device)).every((byte) => byte === 0xaa));
  });
}

test('flash refuses a regular file, and an image or device that is not there', async (t) => {
  const image = await smallImage();
  const file = join(cli.folder, 'regular');
  await writeFile(file, 'precious');
  const [regular, noDevice, noImage] = await Promise.all([[image, file], [image, '/dev/missing'], ['missing.img', file]].map((args) => cli.run(['flash', ...args, '--yes'])));
  t.regex(regular?.stderr ?? '', /is not a disk; lsblk lists the disks/);
  t.regex(noDevice?.stderr ?? '', /there is no \/dev\/missing/);
  t.regex(noImage?.stderr ?? '', /there is no missing\.img/);
  t.deepEqual([regular?.status, noDevice?.status, noImage?.status], [1, 1, 1]);
  t.is(await readFile(file, 'utf8'), 'precious');
});

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

test('build by someone who may not have user numbers is refused before anything is done, and says what helps', async (t) => {
  const canRead = !isRoot || spawnSync('test', ['-r', await cli.program()], { uid: nobody }).status === 0;
  if (!canLook(t, canRead ? undefined : 'nobody may not read this checkout')) return;
  const folder = join(cli.folder, 'no-namespace');
  await mkdir(folder);
  await chmod(cli.folder, 0o755);
  await writeFile(join(folder, 'unshare'), '#!/bin/sh\necho "unshare: write failed: Operation not permitted" >&2\nexit 1\n', { mode: 0o755 });
  const env = { PATH: `${folder}:${path}` };
  const { status, stderr } = await cli.run(['build', '--out', join(cli.folder, 'unbuilt')], isRoot ? { env, uid: nobody, cwd: '/' } : { env });
  t.regex([status, stderr].join(), /^1,error: building makes files that belong to the system users of the image.*Operation not permitted\nEither build as root \(sudo\)/);
  t.regex(stderr, /usermod --add-subuids/);
  t.notRegex(stderr, noStack);
});

test('build looks at the site file before it asks for root', async (t) => {
  const { status, stderr } = await cli.run(['build', join(sites, 'broken/site-name.yaml')]);
  t.is(status, 1);
  t.regex(stderr, /error\[site\.name\]/);
});
