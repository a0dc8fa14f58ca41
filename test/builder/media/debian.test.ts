import test from 'ava';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseDiskScript } from '../../../builder/media/debian/choose-disk.ts';
import { finishScript } from '../../../builder/media/debian/finish.ts';
import { installerKeymap } from '../../../builder/media/debian/keymaps.ts';
import { preseedLines, writePreseed } from '../../../builder/media/debian/preseed.ts';
import { expandRecipe, recipeLine, wholeDisk } from '../../../builder/media/debian/recipe.ts';
import { siteFor } from '../../installer/plan/site-for.ts';
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
  const files = new Map([['preseed.cfg', preseed], ['pintxo-choose-disk', chooseDiskScript(site)], ['pintxo-finish', finishScript(site, siteText)]]);
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

interface FakeDisk {
  readonly path: string;
  readonly bytes?: number;
  readonly serial?: string;
  readonly properties?: string;
  readonly removable?: boolean;
  readonly readOnly?: boolean;
  readonly full?: boolean;
  /** Label of a file system on it. */
  readonly label?: string;
}

/** Runs the program with stand-ins for what the installer has; gives the answers it set and what it said. */
function choose(machine: Parameters<typeof siteFor>[0], ...disks: FakeDisk[]): { readonly status: number | null; readonly answers: string; readonly said: string } {
  const root = mkdtempSync(join(tmpdir(), 'pintxo-disks-'));
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const { path, bytes = 500e9, serial, properties = '', removable, readOnly, full, label } of disks) {
    const name = path.replace('/dev/', '');
    mkdirSync(join(root, 'sys/block', name), { recursive: true });
    for (const [file, value] of [['size', bytes / 512], ['removable', removable === true ? 1 : 0], ['ro', readOnly === true ? 1 : 0]] as const) writeFileSync(join(root, 'sys/block', name, file), `${value}\n`);
    writeFileSync(join(bin, `udev-${name}`), `${serial === undefined ? '' : `ID_SERIAL_SHORT=${serial}\n`}${properties}\n`);
    if (full === true) writeFileSync(join(bin, `full-${name}`), '');
    if (label !== undefined) writeFileSync(join(bin, `label-${name}`), `${label}\n`);
  }
  const programs = {
    'list-devices': `echo "${disks.map(({ path }) => path).join('\n')}"`,
    udevadm: `name=$3; name=\${name#--name=/dev/}; cat ${bin}/udev-$name`,
    blkid: `for last; do :; done; case "$*" in *LABEL*) cat ${bin}/label-\${last#/dev/} ;; *) [ -e ${bin}/full-\${last#/dev/} ] && echo ntfs ;; esac`,
    dd: 'printf "\\0\\0"',
    'debconf-set': `echo "$*" >> ${root}/answers`,
  };
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const environment = { PATH: `${bin}:/usr/bin:/bin`, PINTXO_SYS: join(root, 'sys'), PINTXO_MEDIUM: '/dev/sdz' };
  const { status, stderr } = spawnSync('busybox', ['sh', '-c', chooseDiskScript(siteFor(machine))], { env: environment, encoding: 'utf8' });
  const answers = existsSync(join(root, 'answers')) ? readFileSync(join(root, 'answers'), 'utf8') : '';
  rmSync(root, { recursive: true });
  return { status, answers, said: stderr };
}

const chosen = (path: string): string => `partman-auto/disk ${path}\ngrub-installer/bootdev ${path}\n`;
const [one, other] = [{ path: '/dev/sda', serial: 'A1' }, { path: '/dev/nvme0n1', serial: 'B2', bytes: 250e9 }];

const inInstaller = needing(test, programObstacle('busybox', []));

inInstaller('the only blank disk is taken; the stick, cards, small and read-only disks are not', (t) => {
  const { answers, said } = choose({}, { path: '/dev/sdz' }, { path: '/dev/mmcblk0', removable: true }, { path: '/dev/sdb', bytes: 8e9 }, { path: '/dev/sdc', readOnly: true }, { path: '/dev/sdd', properties: 'ID_BUS=usb' }, one);
  t.is(answers, chosen('/dev/sda'), said);
  t.regex(said, /sdz.*started from it\n.*mmcblk0.*removable\w* medium\n.*sdb.*too small\n.*sdc.*read-only\n.*sdd.*attached by USB/);
});

inInstaller('two disks are a refusal, and nothing is answered', (t) => {
  const { status, answers, said } = choose({}, one, other);
  t.deepEqual([status, answers], [1, '']);
  t.regex(said, /2 disks could take the system: \/dev\/sda \/dev\/nvme0n1; name one/);
});

inInstaller('storage behind a network is taken only where site.yaml names it', (t) => {
  const lun = { path: '/dev/sdb', serial: 'L1', properties: 'ID_PATH=pci-0000:01:00.0-fc-0x5006016846e0-lun-0' };
  const { answers, said } = choose({}, lun, one);
  t.is(answers, chosen('/dev/sda'), said);
  t.regex(said, /sdb.*behind a network/);
  t.is(choose({ systemDisk: { serial: 'L1' } }, lun, one).answers, chosen('/dev/sdb'));
});

inInstaller('selectors choose as on the appliance', (t) => {
  t.is(choose({ systemDisk: { serial: 'B2' } }, one, other).answers, chosen('/dev/nvme0n1'));
  t.is(choose({ systemDisk: { pick: 'smallest' } }, one, other).answers, chosen('/dev/nvme0n1'));
  t.is(choose({ systemDisk: { transport: 'nvme' } }, one, other).answers, chosen('/dev/nvme0n1'));
  t.is(choose({ systemDisk: { size: { min: '300 GB' } } }, one, other).answers, chosen('/dev/sda'));
  t.is(choose({ systemDisk: { pick: 'largest' } }, one, { ...other, bytes: 500e9 }).status, 1);
  t.is(choose({ systemDisk: { serial: "it's; rm -rf" } }, one, other).status, 1);
});

inInstaller('a disk that holds something needs consent for its serial, which no other disk has', (t) => {
  const full = { ...one, full: true };
  t.regex(choose({}, full).said, /not blank.*machine\.wipe: \[A1\].*Nothing was changed/);
  t.is(choose({ wipe: ['A1'] }, full).answers, chosen('/dev/sda'));
  t.is(choose({ wipe: 'any' }, full).answers, chosen('/dev/sda'));
  t.is(choose({ wipe: ['A1'], systemDisk: { transport: 'sata' } }, { ...full, properties: 'ID_BUS=ata' }, { ...other, serial: 'A1' }).status, 1);
});

inInstaller('a stick that was forgotten does not install again, unless the site asks for it', (t) => {
  for (const label of ['pintxo', 'pintxo-data']) {
    const installed = { ...one, full: true, label };
    t.deepEqual([choose({ wipe: 'any' }, installed).status, choose({ wipe: ['A1'] }, installed).answers], [1, '']);
    t.regex(choose({ wipe: 'any' }, installed).said, /installed already/);
    t.is(choose({ wipe: ['A1'], reinstall: 'reset' }, installed).answers, chosen('/dev/sda'));
  }
  t.is(choose({ wipe: ['A1'] }, { ...one, full: true, label: 'pintxos' }).answers, chosen('/dev/sda'));
});

test('the last program of the installer is one that shells take', (t) => {
  t.is(spawnSync('dash', ['-n'], { input: finishScript(siteOf(), siteText) }).status, 0);
});
