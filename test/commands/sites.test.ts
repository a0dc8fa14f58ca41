import test from 'ava';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkPlannable, planFor } from '../../builder/commands/plan-site.ts';
import { readSite } from '../../builder/commands/read-site.ts';
import { renderPlan } from '../../builder/render/render.ts';
import { parseSite } from '../../builder/site/parse.ts';
import { siteJsonSchema } from '../../builder/site/site-schema.ts';
import { loadTemplates } from '../../builder/system/templates.ts';
import { defineModule } from '../../templates/contract.ts';
import { modules } from '../../templates/registry.ts';
import { templates } from '../builder/render/cases.ts';
import { matchesTree } from '../builder/render/tree.ts';
import { fixtures, openCli, sites, type Cli } from './cli.ts';

let cli: Cli;
test.before(async () => void (cli = await openCli()));
test.after.always(() => cli.close());

const minimal = join(sites, 'valid/minimal.yaml');
const broken = join(sites, 'broken/site-name.yaml');
const inventory = (machine: string): string => join(fixtures, 'machines', machine, 'inventory.json');
const noStack = /^ +at /m;

test('check accepts a good file', async (t) => {
  const { status, stdout, stderr } = await cli.run(['check', minimal]);
  t.deepEqual([status, stdout, stderr], [0, `${minimal}: no problems`, '']);
});

test('check takes site.yaml of the current folder', async (t) => {
  const folder = join(cli.folder, 'with-site');
  await mkdir(folder);
  await writeFile(join(folder, 'site.yaml'), await readFile(minimal));
  t.is((await cli.run(['check'], { cwd: folder })).stdout, 'site.yaml: no problems');
});

test('check shows every mistake, without colour where there is no terminal', async (t) => {
  const { status, stdout, stderr } = await cli.run(['check', broken]);
  t.is(status, 1);
  t.is(stderr, '');
  t.regex(stdout, /^error\[site\.name\]: /);
  t.regex(stdout, /\^/);
  t.regex(stdout, /\d errors?$/);
  t.notRegex(stdout, /\u001B/);
});

test('check --json can be parsed, with and without mistakes', async (t) => {
  const Report = z.object({ errors: z.number(), warnings: z.number(), problems: z.array(z.object({ line: z.number(), message: z.string() })) });
  const [good, bad, missing] = await Promise.all([minimal, broken, 'missing.yaml'].map((file) => cli.run(['check', '--json', file])));
  t.is(Report.parse(JSON.parse(good?.stdout ?? '')).errors, 0);
  t.true(Report.parse(JSON.parse(bad?.stdout ?? '')).errors > 0);
  t.is(Report.parse(JSON.parse(missing?.stdout ?? '')).errors, 1);
  t.deepEqual([good?.status, bad?.status, missing?.status], [0, 1, 1]);
});

test('check says of a folder, an image and a device without end what they are, also as JSON', async (t) => {
  const image = join(cli.folder, 'large.img');
  await writeFile(image, '');
  await truncate(image, 3_000_000_000);
  const named = [cli.folder, image, '/dev/zero', join(minimal, 'site.yaml')];
  const said = await Promise.all(named.map((file) => cli.run(['check', '--json', file])));
  const Report = z.object({ problems: z.array(z.object({ message: z.string() })) });
  const messages = said.map(({ stdout }) => Report.parse(JSON.parse(stdout)).problems[0]?.message);
  t.deepEqual(messages, [`${cli.folder} is a folder`, 'the file is too large for a site file', 'the file is too large for a site file', `there is no file ${join(minimal, 'site.yaml')}`]);
  t.true(said.every(({ status }) => status === 1));
  const answer = await cli.run(['check', '--json', '--answer', cli.folder]);
  t.is(Report.parse(JSON.parse(answer.stdout)).problems[0]?.message, `${cli.folder} is a folder`);
});

test('render refuses an empty folder name, which would be the root of this computer, and a file', async (t) => {
  const empty = await cli.run(['render', minimal, '--out', '']);
  t.deepEqual([empty.status, empty.stderr], [1, 'error: --out names no folder; name an empty or new one']);
  const file = await cli.run(['render', minimal, '--out', minimal]);
  t.deepEqual([file.status, file.stderr], [1, `error: ${minimal} is a file; name an empty or new folder`]);
});

test('check refuses what would end up in a module\'s files as something else', async (t) => {
  const wrong = {
    remote: [{ endpoint: 'casa.example:51821' }, { endpoint: 'https://casa.example' }, { endpoint: '' }],
    guard: [{ trusted: ['somebody'] }, { trusted: ['10.0.0.1\n10.0.0.2'] }],
    timeserver: [{ servers: ['ntp.example iburst'] }, { servers: [''] }],
    dns: [{ filter: { names: ['ads.example.'] } }, { filter: { names: ['*.ads.example'] } }, { encryptedUpstream: [{ address: '127.0.0.1', name: 'dns.example' }] }],
  };
  for (const [name, many] of Object.entries(wrong)) {
    for (const settings of many) {
      const file = join(cli.folder, 'module.yaml');
      await writeFile(file, `${await readFile(minimal, 'utf8')}modules: ${JSON.stringify({ [name]: settings })}\n`);
      const problems = await checkPlannable(file);
      t.false('site' in problems, JSON.stringify(settings));
      if ('problems' in problems) t.true(problems.problems.every(({ remedy }) => remedy.startsWith('expected here: ')), JSON.stringify(settings));
    }
  }
});

test('no name of a user or group of the image is taken for the administrator', async (t) => {
  const root = new URL('../../images/', import.meta.url);
  const names = (await Promise.all(['passwd', 'group'].map((file) => readFile(new URL(file, root), 'utf8')))).flatMap((text) => text.split('\n').map((line) => line.split(':')[0] ?? ''));
  const site = await readFile(minimal, 'utf8');
  const taken = names.filter((name) => name !== '' && 'site' in parseSite(site.replace(/(admin:\n {2}name: ).*/, `$1${name}`), 'site.yaml', modules));
  t.deepEqual(taken, []);
});

test('check finds what plan would refuse: modules that are in each other\'s way, at their settings where they have any', async (t) => {
  const Settings = z.strictObject({ port: z.int().default(80) });
  const rival = defineModule({
    name: 'guard',
    title: 'Another that wants the port',
    settings: Settings,
    packages: [],
    facts: () => ({ ports: [{ name: 'rival', protocol: 'tcp', port: 443, zones: ['mgmt'] }] }),
    view: () => ({}),
  });
  const among = [...modules.filter(({ name }) => name !== 'guard'), rival];
  const path = join(cli.folder, 'rival.yaml');
  await writeFile(path, `${await readFile(minimal, 'utf8')}modules:\n  guard: {}\n`);
  const parsed = await checkPlannable(path, among);
  const [problem] = 'problems' in parsed ? parsed.problems : [];
  t.like(problem, { severity: 'error', path: 'modules.guard' });
  t.regex(problem?.message ?? '', /port 443 is declared more than once/);
  t.regex(problem?.excerpt.text ?? '', /guard/);
  t.true('site' in (await checkPlannable(path)));
});

test('plan shows both halves of a mirror, what it is encrypted by, and its warnings', async (t) => {
  const path = join(cli.folder, 'mirror.yaml');
  await writeFile(path, `${await readFile(minimal, 'utf8')}machine:\n  systemDisk: { count: 2 }\n`);
  const { status, stdout } = await cli.run(['plan', path, '--machine', inventory('mirror-unequal')]);
  t.is(status, 0);
  t.regex(stdout, /\/dev\/nvme0n1 and \/dev\/sdb[^]*mirror each other[^]*Data is encrypted[^]*Warnings:[^]*not equally large/);
});

for (const args of [['check'], ['plan'], ['render', '--out', 'nowhere'], ['configure', 'image'], ['build']]) {
  test(`a missing site file is told in words: ${args[0] ?? ''}`, async (t) => {
    const { status, stdout, stderr } = await cli.run([...args, 'missing.yaml']);
    t.is(status, 1);
    t.regex(stdout + stderr, /there is no file missing\.yaml/);
    t.notRegex(stderr, noStack);
  });
}

test('a folder in place of a site file is told in words', async (t) => {
  const { status, stdout } = await cli.run(['check', cli.folder]);
  t.is(status, 1);
  t.regex(stdout, /^error: .* is a folder/);
  t.notRegex(stdout, noStack);
});

test('plan prints what would be on the machine', async (t) => {
  const { status, stdout } = await cli.run(['plan', minimal]);
  t.is(status, 0);
  t.regex(stdout, /home\.internal/);
  t.notRegex(stdout, /^Installation$/m);
});

test('plan names the disk of a machine and what is destroyed', async (t) => {
  const { status, stdout } = await cli.run(['plan', minimal, '--machine', inventory('mini-pc-blank')]);
  t.is(status, 0);
  t.regex(stdout, /^Installation$/m);
  t.regex(stdout, /nvme|sda/);
});

test('plan ends with status 1 for a machine that is refused, and says what to add', async (t) => {
  const { status, stdout } = await cli.run(['plan', minimal, '--machine', inventory('two-blank-disks')]);
  t.is(status, 1);
  t.regex(stdout, /serial:/);
});

test('plan --json can be parsed', async (t) => {
  const Output = z.object({ plan: z.object({ modules: z.array(z.unknown()) }), install: z.object({ verdict: z.string() }).optional() });
  const [plain, refused] = await Promise.all([['plan', '--json', minimal], ['plan', '--json', minimal, '--machine', inventory('no-disk')]].map((args) => cli.run(args)));
  t.is(Output.parse(JSON.parse(plain?.stdout ?? '')).install, undefined);
  t.is(Output.parse(JSON.parse(refused?.stdout ?? '')).install?.verdict, 'refuse');
  t.deepEqual([plain?.status, refused?.status], [0, 1]);
});

test('plan --json of a site with mistakes is JSON too', async (t) => {
  const Output = z.object({ problems: z.array(z.object({ path: z.string(), line: z.number() })).min(1) });
  const { status, stdout, stderr } = await cli.run(['plan', '--json', join(cli.folder, 'nowhere.yaml')]);
  t.is(status, 1);
  t.notThrows(() => Output.parse(JSON.parse(stdout)));
  t.is(stderr, '');
});

for (const [what, text, words] of [
  ['missing', undefined, /there is no file/],
  ['a folder', null, /is a folder; name the inventory in it/],
  ['not JSON', 'hello', /is not an inventory/],
  ['something else', '{"version":1,"disks":"none"}', /is not an inventory[^]*firmware/],
] as const) {
  test(`an inventory that is ${what} is told in words`, async (t) => {
    const path = join(cli.folder, `${what}.json`);
    if (text === null) await mkdir(path);
    else if (text !== undefined) await writeFile(path, text);
    const { status, stdout, stderr } = await cli.run(['plan', minimal, '--machine', path]);
    t.deepEqual([status, stdout], [1, '']);
    t.regex(stderr, words);
    t.notRegex(stderr, noStack);
  });
}

test('render writes exactly the files that the plan renders to', async (t) => {
  const out = join(cli.folder, 'tree');
  const { status, stdout } = await cli.run(['render', minimal, '--out', out]);
  const read = await readSite(minimal);
  const outcome = planFor(read?.site ?? t.fail(), undefined);
  if (!outcome.ok) return t.fail();
  const files = renderPlan(outcome.plan, await loadTemplates(templates));
  t.deepEqual([status, stdout], [0, `${files.size} files in ${out}`]);
  t.is(process.env['UPDATE_GOLDEN'], undefined, 'this tree is no golden one');
  await matchesTree(t, files, out);
});

test('render leaves a folder that is not empty as it is', async (t) => {
  const out = join(cli.folder, 'full');
  await mkdir(out);
  await writeFile(join(out, 'mine'), 'precious');
  const { status, stderr } = await cli.run(['render', minimal, '--out', out]);
  t.is(status, 1);
  t.regex(stderr, /is not empty/);
  t.deepEqual(await readdir(out), ['mine']);
});

test('schema is a JSON Schema that the examples satisfy and a broken file does not', async (t) => {
  const { status, stdout } = await cli.run(['schema']);
  t.is(status, 0);
  const schema = siteJsonSchema(modules);
  t.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(schema)));
  const checker = z.fromJSONSchema(schema);
  for (const name of ['minimal', 'ipv6-static', 'one-nic-static', 'wipe-any']) {
    t.true(checker.safeParse(parse(await readFile(join(sites, `valid/${name}.yaml`), 'utf8'))).success, name);
  }
  for (const name of ['unknown-keys', 'missing-required', 'wrong-types']) {
    t.false(checker.safeParse(parse(await readFile(join(sites, `broken/${name}.yaml`), 'utf8'))).success, name);
  }
});
