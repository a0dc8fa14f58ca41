import test from 'ava';
import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSite } from '../../builder/site/parse.ts';
import type { Site } from '../../builder/site/site.ts';
import { modules } from '../../templates/registry.ts';
import { needing, programObstacle } from '../needing.ts';
import { openCli, type Cli } from './cli.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop';
const terminalOf = needing(test, programObstacle('script'));

let cli: Cli;
test.before(async () => {
  cli = await openCli();
  // A home of its own: nobody's keys are in it, and no agent is asked.
  process.env['HOME'] = join(cli.folder, 'home');
  delete process.env['SSH_AUTH_SOCK'];
});
test.after.always(() => cli.close());

async function written(file: string): Promise<Site> {
  const parsed = parseSite(await readFile(join(cli.folder, file)), file, modules);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.site;
}

const given = ['--yes', '--admin', 'ana', '--ssh-key', key];

test('every question has an option, and the file is what was asked for', async (t) => {
  const options = ['--name', 'casa', '--domain', 'casa.example.org', '--timezone', 'Europe/Madrid', '--locale', 'es_ES.UTF-8', '--keyboard', 'es', '--disk', 'S5GXNX0T123456', '--encryption', 'off', '--links', 'one'];
  const { status, stdout } = await cli.run(['init', 'full.yaml', ...given, ...options]);
  t.deepEqual([status, stdout], [0, 'full.yaml is written. An image of it: pintxo build full.yaml']);
  const { site, admin, machine } = await written('full.yaml');
  t.deepEqual(site, { name: 'casa', domain: 'casa.example.org', timezone: 'Europe/Madrid', locale: 'es_ES.UTF-8', keyboard: 'es' });
  t.deepEqual([admin.name, admin.sshKeys, machine.systemDisk?.serial, machine.encryption], ['ana', [key], 'S5GXNX0T123456', 'off']);
});

test('a key can be given as the file that it is in', async (t) => {
  await writeFile(join(cli.folder, 'ana.pub'), `${key}\n`);
  t.is((await cli.run(['init', 'from-file.yaml', '--yes', '--admin', 'ana', '--ssh-key', 'ana.pub'])).status, 0);
  t.deepEqual((await written('from-file.yaml')).admin.sshKeys, [key]);
});

test('--yes without what nobody can guess says all that is missing at once, and writes nothing', async (t) => {
  const { status, stderr } = await cli.run(['init', 'missing.yaml', '--yes'], { env: { HOME: join(cli.folder, 'home'), SUDO_USER: 'root' } });
  t.is(status, 1);
  t.regex(stderr, /add:\n  --admin <name> .*\n  --ssh-key <key-or-file> /);
  await t.throwsAsync(stat(join(cli.folder, 'missing.yaml')), { code: 'ENOENT' });
});

test('an answer that cannot stand is shown as any mistake in a site file, and nothing is written', async (t) => {
  const { status, stderr } = await cli.run(['init', 'bad.yaml', ...given, '--name', 'My House', '--timezone', 'Berlin']);
  t.is(status, 1);
  t.regex(stderr, /error\[site\.name\]/);
  t.regex(stderr, /error\[site\.timezone\]/);
  t.regex(stderr, /bad\.yaml was not written/);
  await t.throwsAsync(stat(join(cli.folder, 'bad.yaml')), { code: 'ENOENT' });
});

test('a file that is there is kept, unless --force says otherwise', async (t) => {
  const file = join(cli.folder, 'mine.yaml');
  await writeFile(file, 'mine');
  const { status, stderr } = await cli.run(['init', 'mine.yaml', ...given]);
  t.is(status, 1);
  t.regex(stderr, /mine\.yaml is there already; --force replaces it/);
  t.is(await readFile(file, 'utf8'), 'mine');
  t.is((await cli.run(['init', 'mine.yaml', ...given, '--force'])).status, 0);
  t.is((await written('mine.yaml')).admin.name, 'ana');
});

test('without a terminal nothing is asked, and --yes is named', async (t) => {
  const { status, stderr } = await cli.run(['init', 'unasked.yaml']);
  t.is(status, 1);
  t.regex(stderr, /no terminal to ask questions on; --yes/);
});

interface Typing {
  /** What is waited for on the screen. */
  readonly seen: RegExp;
  readonly typed: string;
}

/** Runs the command on a terminal of its own, types each text when its question is there, and gives the exit status and the screen. */
async function atTerminal(args: readonly string[], typings: readonly Typing[]): Promise<{ readonly status: number | null; readonly screen: string }> {
  const words = [process.execPath, await cli.program(), ...args].map((word) => `'${word}'`).join(' ');
  const terminal = spawn('script', ['--quiet', '--return', '--flush', '--command', `stty columns 200 rows 40; ${words}`, '/dev/null'], { cwd: cli.folder, env: { ...process.env, TERM: 'xterm', HOME: join(cli.folder, 'her-home') } });
  let screen = '';
  let read = 0;
  const open = [...typings];
  terminal.stdout.on('data', (data: Buffer) => {
    screen += data.toString();
    const next = open[0];
    if (next?.seen.test(screen.slice(read)) !== true) return;
    read = screen.length;
    open.shift();
    terminal.stdin.write(next.typed);
  });
  const status = await new Promise<number | null>((resolve) => void terminal.on('exit', resolve));
  return { status, screen };
}

const enter = '\r';
const plain = (seen: RegExp): Typing => ({ seen, typed: enter });

terminalOf('on a terminal the questions are asked, wrong answers again, and the answers are written', async (t) => {
  await mkdir(join(cli.folder, 'her-home/.ssh'), { recursive: true });
  await writeFile(join(cli.folder, 'her-home/.ssh/id_ed25519.pub'), `${key}\n`);
  const { status, screen } = await atTerminal(['init', 'asked.yaml', '--keyboard', 'es'], [
    { seen: /Short name of the site/, typed: `My House${enter}` },
    // The answer is still on the line: away with it (Ctrl-U).
    { seen: /cannot be the name of a site/, typed: `\u0015casa${enter}` },
    plain(/Domain that all names/),
    { seen: /Time zone/, typed: `Europe/Madrid${enter}` },
    plain(/Language and country/),
    { seen: /Login name of the administrator/, typed: `\u0015ana${enter}` },
    plain(/Public SSH keys[^]*id_ed25519\.pub/),
    // Down, to the second choice.
    { seen: /Disk for the system/, typed: `\u001b[B${enter}` },
    plain(/Encryption of the data/),
    plain(/Network ports/),
    plain(/Do switch and access point know VLANs/),
  ]);
  t.is(status, 0, screen);
  const { site, admin, machine } = await written('asked.yaml');
  t.deepEqual([site.name, site.domain, site.timezone, site.keyboard], ['casa', 'casa.internal', 'Europe/Madrid', 'es']);
  t.deepEqual([admin.name, admin.sshKeys, machine.systemDisk], ['ana', [key], { pick: 'smallest' }]);
});

terminalOf('Ctrl-C at a question ends it, and nothing is written', async (t) => {
  const { status, screen } = await atTerminal(['init', 'cut.yaml'], [{ seen: /Short name/, typed: '\u0003' }]);
  t.is(status, 130, screen);
  t.regex(screen, /nothing was written/);
  await t.throwsAsync(stat(join(cli.folder, 'cut.yaml')), { code: 'ENOENT' });
});
