/** `pintxo configure --secret` and `pintxo check`, as people and their scripts call them. */
import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { openCli, sites, type Cli, type Ended } from './cli.ts';

let cli: Cli;
test.before(async () => {
  cli = await openCli();
});
test.after.always(() => cli.close());

const hush = 'correct-horse-battery';
const offset = 2048 * 512;
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
const dialled = 'network:\n  wan:\n    pppoe:\n      user: ana@provider.example\n';

function tool(file: string, args: readonly string[], input = ''): Buffer {
  return execFileSync(file, args, { input, env: { ...process.env, PATH: path }, stdio: ['pipe', 'pipe', 'ignore'] });
}

async function makeImage(name: string): Promise<string> {
  const image = join(cli.folder, `${name}.img`);
  await writeFile(image, '');
  await truncate(image, 48 * 2 ** 20);
  tool('sfdisk', ['--quiet', image], 'label: gpt\nstart=2048, size=81920, name="PINTXO"\n');
  tool('mformat', ['-i', `${image}@@${offset}`, '-T', '81920', '::']);
  return image;
}

const stored = (image: string): string => tool('mtype', ['-i', `${image}@@${offset}`, '::secrets.yaml']).toString();

async function configure(args: readonly string[], input: string): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [await cli.program(), 'configure', ...args], { input, reject: false, cwd: cli.folder, env: { PATH: path } });
  return { status: exitCode, stdout, stderr };
}

async function siteBeside(name: string, secrets?: string): Promise<string> {
  const folder = join(cli.folder, name);
  await mkdir(folder);
  await writeFile(join(folder, 'site.yaml'), `${await readFile(join(sites, 'valid/minimal.yaml'), 'utf8')}\n${dialled}`);
  if (secrets !== undefined) await writeFile(join(folder, 'secrets.yaml'), secrets);
  return join(folder, 'site.yaml');
}

test.serial('a secret from standard input is put on the drive, with the words that it lies there in clear; a later one takes its place', async (t) => {
  const image = await makeImage('given');
  for (const value of [`${hush} first`, hush]) {
    const { status, stdout, stderr } = await configure([image, '--secret', 'wan.password'], `${value}\n`);
    t.deepEqual([status, stderr], [0, '']);
    t.regex(stdout, /wan\.password lies in clear in secrets\.yaml on .*given\.img/);
    t.false(stdout.includes(hush));
    t.regex(stored(image), new RegExp(`^wan\\.password: "${value}"$`, 'm'));
  }
});

test.serial('what cannot be a secret, or is none, changes nothing and is shown to nobody', async (t) => {
  const image = await makeImage('refused');
  for (const [args, input, words] of [
    [['--secret', 'wan.password'], '', /it is empty/],
    [['--secret', 'wan.password'], `${hush}\n${hush}\n`, /more than one line/],
    [['--secret', 'wan.password'], hush.repeat(20), /at most 255/],
    [['--secret', 'wan.passwort'], hush, /did you mean wan\.password\?/],
    [['--secret', `wan.password=${hush}`], '', /write only the name, --secret wan\.password.*seen by others/],
  ] as const) {
    const { status, stdout, stderr } = await configure([image, ...args], input);
    t.is(status, 1);
    t.regex(stderr, words);
    t.false((stdout + stderr).includes(hush), stderr);
    t.throws(() => stored(image));
  }
});

test.serial('a file of secrets that a person wrote on the drive keeps what it has, and stops where it is broken', async (t) => {
  const image = await makeImage('written');
  tool('mcopy', ['-i', `${image}@@${offset}`, '-', '::secrets.yaml'], `wan.pasword: ${hush}\n`);
  const { status, stderr } = await configure([image, '--secret', 'wan.password'], 'other\n');
  t.is(status, 1);
  t.regex(stderr, /has mistakes[\s\S]*secrets\.yaml:1:1/);
  t.false(stderr.includes(hush));
  t.true(stored(image).includes('pasword'));
});

test.serial('a site that needs a secret is put on the drive, and what is missing there is said', async (t) => {
  const image = await makeImage('missing');
  const site = await siteBeside('configure');
  const without = await configure([image, site], '');
  t.is(without.status, 0);
  t.regex(without.stderr, /needs the secret wan\.password .*pintxo configure --secret wan\.password/);
  const both = await configure([image, site, '--secret', 'wan.password'], hush);
  t.deepEqual([both.status, both.stderr], [0, '']);
});

test.serial('check warns of a secret that is missing, and is content with one beside the site file', async (t) => {
  const missing = await cli.run(['check', await siteBeside('without')]);
  t.is(missing.status, 0);
  t.regex(missing.stdout, /warning\[network\.wan\.pppoe\]: this needs the secret wan\.password/);
  const given = await cli.run(['check', await siteBeside('with', `wan.password: ${hush}\n`)]);
  t.deepEqual([given.status, given.stdout.endsWith('no problems')], [0, true]);
});

test.serial('check tells the mistakes of secrets.yaml too, without a value', async (t) => {
  const { status, stdout } = await cli.run(['check', '--json', await siteBeside('broken', `wan.pasword: ${hush}\n`)]);
  t.is(status, 1);
  t.regex(stdout, /secrets\.yaml/);
  t.false(stdout.includes(hush));
});
