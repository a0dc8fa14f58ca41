import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseDiskScript } from '../../../builder/media/debian/choose-disk.ts';
import { finishScript } from '../../../builder/media/debian/finish.ts';
import { installerKeymap } from '../../../builder/media/debian/keymaps.ts';
import { preseedLines, writePreseed } from '../../../builder/media/debian/preseed.ts';
import { expandRecipe, recipeLine, wholeDisk } from '../../../builder/media/debian/recipe.ts';
import { siteDigest } from '../../../builder/media/site-digest.ts';
import { needing, programObstacle } from '../../needing.ts';
import { goldenTree } from './golden.ts';
import { fixtureText, siteOf, siteText } from './site.ts';

const preseed = writePreseed(preseedLines(siteOf()));

/** Questions of the Debian 13 installer that are answered here: name, type, allowed values. */
const questions = new Map(fixtureText('preseed/questions.tsv').trimEnd().split('\n').map((line) => {
  const [name = '', type = '', choices = ''] = line.split('\t');
  return [name, { type, choices: choices.includes('$') || choices === '' ? undefined : choices.split(', ') }] as const;
}));

test('the files for the installer are those of the golden tree', (t) => {
  const site = siteOf();
  const files = new Map([['preseed.cfg', preseed], ['pintxo-choose-disk', chooseDiskScript(site, siteDigest(siteText))], ['pintxo-finish', finishScript(site, siteText)]]);
  t.deepEqual(new Map([...files].sort()), goldenTree('preseed/casa', files));
});

test('every answer is to a question of the installer, of its type, and one that it allows', (t) => {
  for (const { question, type, value } of preseedLines(siteOf())) {
    const known = questions.get(question);
    t.is(known?.type, type, question);
    if (type === 'boolean') t.regex(value, /^(true|false)$/);
    if (known?.choices !== undefined && value !== '') t.true(known.choices.includes(value), `${question}: ${value}`);
  }
});

test('no disk is named in the answers, and no other mirror than the stick', (t) => {
  t.notRegex(preseed, /\/dev\/|sda/);
  t.deepEqual(preseed.match(/^d-i \S*hostname string .*\..*$/gm), ['d-i mirror/http/hostname string 127.0.0.1']);
  t.regex(preseed, /^d-i netcfg\/enable boolean false$/m);
});

// The installer's own reading: comments by `#` in the first column, a backslash joins, one blank after the type.
test('no line has what the installer reads otherwise than people do', (t) => {
  for (const line of preseed.trimEnd().split('\n').slice(1)) t.regex(line, /^d-i \S+\/\S+ [a-z]+( \S.*)?$/);
  t.notRegex(preseed, /\\|\t|\r| $/m);
});

needing(test, programObstacle('debconf-set-selections'))('debconf takes every line without a doubt', (t) => {
  const { status, stderr } = spawnSync('debconf-set-selections', ['--checkonly'], { input: preseed, encoding: 'utf8' });
  t.is(status, 0);
  t.is(stderr, '');
});

test('layouts become keyboards that the installer has', (t) => {
  t.deepEqual(['es', 'gb', 'us-altgr', 'xx'].map(installerKeymap), ['es', 'gb', 'us', 'us']);
});

test('the installer need not ask for a country, whatever the locale', (t) => {
  const country = (locale: string) => /^d-i debian-installer\/country string (.*)$/m.exec(writePreseed(preseedLines(siteOf(siteText.replace('es_ES.UTF-8', locale)))))?.[1];
  t.deepEqual(['pt_BR.UTF-8', 'ca_ES.UTF-8', 'C.UTF-8', 'eo.UTF-8'].map(country), ['BR', 'ES', 'US', 'US']);
});

test('the recipe ends every part with a dot, and its parts fill disks of all sizes', (t) => {
  const line = recipeLine('pintxo', wholeDisk);
  t.is(line.split(' . ').length + 0, wholeDisk.length);
  t.true(line.endsWith(' .'));
  for (const disk of [16_000, 32_000, 500_000, 8_000_000]) {
    const sizes = expandRecipe(wholeDisk, disk) ?? [];
    const sum = sizes.reduce((total, size) => total + size, 0);
    t.true(sum <= disk && sum > disk - 10, `${disk}: ${sizes.join(' ')}`);
    t.true((sizes[1] ?? 0) >= 538 && (sizes[1] ?? 0) <= 1075);
    t.is(sizes[0], 1);
  }
  t.is(expandRecipe(wholeDisk, 12_000), undefined);
});

test('a program that fails is tried again: the installer never goes on without it', (t) => {
  const { status, stdout } = spawnSync('sh', ['-c', 'sleep() { echo waiting; [ -n "${once:-}" ] && exit 7; once=1; }; sh() { echo "$1"; return 1; }; eval "$1"', 'sh', /early_command string (.*)/.exec(preseed)?.[1] ?? ''], { encoding: 'utf8' });
  t.deepEqual([status, stdout], [7, '/pintxo-choose-disk\nwaiting\n/pintxo-choose-disk\nwaiting\n']);
  t.regex(preseed, /late_command string until sh \/pintxo-finish; do sleep 60; done$/m);
});

interface Finished {
  readonly status: number | null;
  readonly said: string;
  read(path: string): string | undefined;
}

/** Runs the last program over a folder in place of the new system. */
function finish(t: ExecutionContext, text: string, broken?: string): Finished {
  const target = mkdtempSync(join(tmpdir(), 'pintxo-target-'));
  t.teardown(() => rmSync(target, { recursive: true }));
  for (const folder of ['bin', 'etc/sudoers.d', 'etc/issue.d', 'home']) mkdirSync(join(target, folder), { recursive: true });
  writeFileSync(join(target, 'etc/issue.d/pintxo-unfinished.issue'), 'not finished\n');
  if (broken !== undefined) writeFileSync(join(target, broken), 'in the way');
  writeFileSync(join(target, 'bin/chroot'), '#!/bin/sh\nshift\n[ "$1" = chown ] || exec "$@"\n');
  chmodSync(join(target, 'bin/chroot'), 0o755);
  const { status, stderr } = spawnSync('busybox', ['sh', '-c', finishScript(siteOf(text), text)], { env: { PATH: `${join(target, 'bin')}:/usr/bin:/bin`, PINTXO_TARGET: target }, encoding: 'utf8' });
  return { status, said: stderr, read: (path) => (existsSync(join(target, path)) ? readFileSync(join(target, path), 'utf8') : undefined) };
}

const inInstaller = needing(test, programObstacle('busybox', []));

const hashed = siteText.replace('admin:\n', 'admin:\n  passwordHash: "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"\n');

inInstaller('the last program leaves keys, site.yaml and its digest, and takes the warning away', (t) => {
  const { status, said, read } = finish(t, siteText);
  t.is(status, 0, said);
  t.regex(read('home/ana/.ssh/authorized_keys') ?? '', /^ssh-ed25519 .*\n$/);
  t.is(read('var/lib/pintxo/site.yaml'), siteText);
  t.is(read('var/lib/pintxo/installed-from'), `${siteDigest(siteText)}\n`);
  t.is(read('etc/issue.d/pintxo-unfinished.issue'), undefined);
});

inInstaller('sudo asks for the password where there is one', (t) => {
  t.regex(finish(t, siteText).read('etc/sudoers.d/pintxo-passwordless') ?? '', /^ana .*NOPASSWD/);
  const asked = finish(t, hashed);
  t.is(asked.status, 0, asked.said);
  t.is(asked.read('etc/sudoers.d/pintxo-passwordless'), undefined);
  t.notRegex(finishScript(siteOf(hashed), hashed), /NOPASSWD/);
});

inInstaller('a last program that fails leaves no site.yaml and the warning on the screen, and says that it failed', (t) => {
  const { status, said, read } = finish(t, siteText, 'home/ana');
  t.not(status, 0);
  t.regex(said, /the system is not finished/);
  t.is(read('var/lib/pintxo/site.yaml'), undefined);
  t.is(read('etc/issue.d/pintxo-unfinished.issue'), 'not finished\n');
});

test('the last program of the installer is one that shells take', (t) => {
  t.is(spawnSync('dash', ['-n'], { input: finishScript(siteOf(), siteText) }).status, 0);
});
