import test from 'ava';
import { accessSync, constants, readFileSync } from 'node:fs';
import { debianArchiveCommand } from '../../../builder/image/debian-archive.ts';
import { readDebianSettings } from '../../../builder/media/debian/read-settings.ts';
import { debianStages } from '../../../builder/media/debian/stages.ts';
import { parameters } from '../image/parameters.ts';

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
