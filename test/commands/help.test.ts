import test from 'ava';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { openCli, type Cli } from './cli.ts';

let cli: Cli;
test.before(async () => void (cli = await openCli()));
test.after.always(() => cli.close());

const options: Readonly<Record<string, readonly string[]>> = {
  init: ['--name', '--admin', '--ssh-key', '--disk', '--encryption', '--links', '--vlans', '--yes', '--force'],
  check: ['--json', 'site'],
  plan: ['--machine', '--json'],
  render: ['--out', '--machine'],
  build: ['--out', '--iso', '--json', 'PINTXO_MIRROR'],
  configure: ['<image>', '[site]', '--again'],
  flash: ['--serial', '--yes', '<device>'],
  schema: ['JSON Schema'],
  try: ['--once'],
};

for (const [command, words] of Object.entries(options)) {
  test(`${command} --help tells what it does and which options it has`, async (t) => {
    const { status, stdout, stderr } = await cli.run([command, '--help']);
    t.is(status, 0);
    t.is(stderr, '');
    for (const word of words) t.true(stdout.includes(word), word);
  });
}

test('--help lists every command', async (t) => {
  const { status, stdout } = await cli.run(['--help']);
  t.is(status, 0);
  for (const command of Object.keys(options)) t.regex(stdout, new RegExp(`^  ${command}\\b`, 'm'));
});

for (const args of [['check', '--colour'], ['chekc'], ['render'], ['configure', 'only-one'], []]) {
  test(`a mistake on the command line ends with status 2 and no stack trace: pintxo ${args.join(' ')}`, async (t) => {
    const { status, stdout, stderr } = await cli.run(args);
    t.is(status, 2);
    t.is(stdout, '');
    t.notRegex(stderr, /^ +at /m);
    t.regex(stderr, /--help|Usage/);
  });
}

test('the version is that of package.json, also in a source archive without git', async (t) => {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')));
  const { status, stdout } = await cli.run(['--version'], { env: { PATH: cli.folder, PINTXO_VERSION: '' } });
  t.deepEqual([status, stdout], [0, version]);
});

test('a version that no image can have is refused in words', async (t) => {
  const { status, stderr } = await cli.run(['--version'], { env: { PINTXO_VERSION: 'latest' } });
  t.is(status, 1);
  t.regex(stderr, /^error: PINTXO_VERSION is "latest"/m);
});
