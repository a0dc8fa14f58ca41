/** Pipes, devices and links where a file is expected: told, never waited for, never replaced. */
import test from 'ava';
import { execFileSync } from 'node:child_process';
import { lstat, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { needing } from '../needing.ts';
import { openCli, sites, type Cli } from './cli.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop';
const given = ['--yes', '--admin', 'ana', '--ssh-key', key];
const site = join(sites, 'valid/minimal.yaml');

let cli: Cli;
test.before(async () => {
  cli = await openCli();
});
test.after.always(() => cli.close());

function makePipe(name: string): string {
  const path = join(cli.folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

test('init replaces a plain file when it is told to, and nothing that is none', async (t) => {
  await writeFile(join(cli.folder, 'target.yaml'), 'precious');
  await symlink('target.yaml', join(cli.folder, 'link.yaml'));
  await symlink('missing.yaml', join(cli.folder, 'dangling.yaml'));
  makePipe('pipe.yaml');
  for (const [file, words] of [['link.yaml', /a symbolic link/], ['dangling.yaml', /a symbolic link/], ['pipe.yaml', /a pipe/]] as const) {
    for (const force of [[], ['--force']]) {
      const { status, stderr } = await cli.run(['init', file, ...given, ...force]);
      t.is(status, 1, file);
      t.regex(stderr, words);
    }
  }
  t.is(await readFile(join(cli.folder, 'target.yaml'), 'utf8'), 'precious');
  t.is(await readlink(join(cli.folder, 'dangling.yaml')), 'missing.yaml');
  t.true((await lstat(join(cli.folder, 'pipe.yaml'))).isFIFO());
  t.is((await cli.run(['init', 'target.yaml', ...given, '--force'])).status, 0);
});

const asRoot = needing(test, process.getuid?.() === 0 ? undefined : 'needs root');
asRoot('init leaves the file of a device as it is', async (t) => {
  const device = join(cli.folder, 'device.yaml');
  execFileSync('mknod', [device, 'c', '1', '3']);
  const { status, stderr } = await cli.run(['init', device, ...given, '--force']);
  t.is(status, 1);
  t.regex(stderr, /is a device, which is not replaced by a file/);
  t.true((await lstat(device)).isCharacterDevice());
});

test('a pipe that nobody writes to is told, by every command that reads what a person names', async (t) => {
  const pipe = makePipe('silent');
  const named = join(cli.folder, 'named.yaml');
  await writeFile(named, `site: { name: casa }\nadmin: { name: ana, sshKeys: ['${key}'] }\nmachine: { systemDisk: { serial: S1 }, wipe: [S1] }\n`);
  const commands = [['check', pipe], ['check', '--answer', pipe], ['plan', pipe], ['plan', site, '--machine', pipe], ['render', pipe, '--out', 'out'], ['configure', pipe, site], ['configure', site, pipe], ['flash', pipe, '/dev/null', '--yes'], ['media', 'proxmox', '--iso', pipe, named], ['init', 'new.yaml', '--yes', '--admin', 'ana', '--ssh-key', pipe]];
  for (const args of commands) {
    const { status, stdout, stderr } = await cli.run(args);
    t.is(status, 1, args.join(' '));
    t.regex(`${stdout}${stderr}`, /pipe|is not the file of an image|name of a file or page/, args.join(' '));
  }
});

test('a pipe that the command was started with is read to its end', async (t) => {
  const script = '(head -c 20 "$2"; sleep 0.3; tail -c +21 "$2") | "$0" "$1" check /dev/stdin';
  t.is(execFileSync('sh', ['-c', script, process.execPath, await cli.program(), site], { encoding: 'utf8' }), '/dev/stdin: no problems\n');
});

test('all of what is printed reaches a reader that takes its time', async (t) => {
  const program = await cli.program();
  const slow = execFileSync('sh', ['-c', '"$0" "$1" schema | (sleep 1; cat)', process.execPath, program], { encoding: 'utf8', maxBuffer: 2 ** 24 });
  t.true(slow.length > 1.5 * 65_536, 'more than a pipe holds');
  t.is(typeof JSON.parse(slow), 'object');
  t.is(execFileSync('sh', ['-c', '"$0" "$1" schema | head -c 10', process.execPath, program], { encoding: 'utf8' }).length, 10, 'one that goes away early is no error');
});
