import test from 'ava';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../builder/cli.ts';
import { debianArchiveCommand } from '../../../builder/image/debian-archive.ts';
import { readDebianSettings } from '../../../builder/media/debian/read-settings.ts';
import { refuseForDebian } from '../../../builder/media/debian/refuse.ts';
import { debianStages } from '../../../builder/media/debian/stages.ts';
import { siteFor } from '../../installer/plan/site-for.ts';
import { parameters } from '../image/parameters.ts';
import { siteText } from './site.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const stages = debianStages({ ...(await parameters()), debian: await readDebianSettings() });
const written = (name: string): string[] => {
  const step = stages.flatMap(({ steps }) => steps).find((candidate) => candidate.kind === 'write' && candidate.path === `wanted/${name}`);
  return step?.kind === 'write' ? step.text.trimEnd().split('\n') : [];
};

test('each stage needs only earlier ones, and a mirror is named only where one is given', async (t) => {
  for (const [position, { name, needs }] of stages.entries()) t.true(needs.every((need) => stages.slice(0, position).some((earlier) => earlier.name === need)), name);
  t.notRegex(JSON.stringify(stages), /https?:/);
  const mirrored = debianStages({ ...(await parameters()), debian: await readDebianSettings(), mirror: 'http://mirror.example/debian' });
  t.deepEqual(mirrored.filter((stage, position) => JSON.stringify(stage) !== JSON.stringify(stages[position])).map(({ name }) => name), ['debian-tools', 'debian-archive']);
});

test('what a script reads of the repository, its stage depends on', (t) => {
  for (const { name, files, steps } of stages) {
    for (const script of JSON.stringify(steps).match(/images\/debian\/[\w-]+/g) ?? []) {
      t.true(files.some((file) => script.startsWith(file)), `${name}: ${script}`);
      accessSync(new URL(`../../../${script}`, import.meta.url), constants.X_OK);
      const used = [...read(script).matchAll(/\/run\/source\/([\w-]+\/[\w-]+|templates)/g)].map(([, path = '']) => path);
      for (const path of used) t.true(files.some((file) => path.startsWith(file)), `${name}: ${path}`);
    }
  }
});

test('packages of the platform are fetched together with the base system, those of the other boot loader apart', (t) => {
  const [together = '', other = ''] = written('packages');
  for (const name of ['grub-pc', 'linux-image-amd64', 'unbound', 'caddy', 'nodejs']) t.true(together.split(' ').includes(name), name);
  t.true(other.split(' ').includes('grub-efi-amd64'));
  t.false(together.includes('grub-efi-amd64'));
});

// Without any of these, nobody would be asked, and nothing would be installed.
test('the installer gets the parts that an unattended installation goes through', (t) => {
  const parts = written('components');
  for (const part of ['disk-detect', 'partman-auto', 'partman-efi', 'bootstrap-base', 'apt-mirror-setup', 'user-setup-udeb', 'pkgsel', 'grub-installer', 'finish-install']) t.true(parts.includes(part), part);
  t.is(new Set(parts).size, parts.length);
});

test('downloading installs nothing, and another mirror is the last word', (t) => {
  const step = { kind: 'debian-archive', suite: 'trixie', components: ['main'], hook: 'images/debian/fetch' } as const;
  const { args } = debianArchiveCommand({ ...step, mirror: 'http://mirror.example/debian' }, '/out', '/repository');
  t.true(args.includes('--format=null'));
  t.true(args.includes(`--customize-hook=sh '/repository/images/debian/fetch' "$1" '/out'`));
  t.is(args.at(-1), 'http://mirror.example/debian');
  t.is(debianArchiveCommand(step, '/out', '/repository').args.at(-1), '-');
});

test('what plain Debian cannot have is refused at its place, before anything is downloaded', async (t) => {
  const refused = (machine: Parameters<typeof siteFor>[0]): string[] => refuseForDebian(siteFor(machine)).map(({ path }) => path.join('.'));
  t.deepEqual(refused({}), []);
  t.deepEqual(refused({ encryption: 'auto', systemDisk: { serial: 'A', count: 1 } }), []);
  t.deepEqual(refused({ encryption: 'required', systemDisk: { pick: 'smallest', count: 2 }, dataDisks: { tanka1: { serial: 'B' } } }), ['machine.encryption', 'machine.systemDisk', 'machine.dataDisks']);
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-debian-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'site.yaml'), siteText.replace('machine:\n', 'machine:\n  encryption: required\n'));
  t.is(await main(['media', 'debian', join(folder, 'site.yaml'), '--out', join(folder, 'out')], new AbortController().signal), 1);
  t.false(existsSync(join(folder, 'out')));
});
