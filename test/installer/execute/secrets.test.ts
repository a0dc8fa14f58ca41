import test from 'ava';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { authorityCommands, withMask } from '../../../installer/execute/authority.ts';
import { makeSecret, type Runner } from '../../../installer/execute/secrets.ts';
import { run } from '../../../installer/system/command.ts';
import { needing } from '../../needing.ts';

const epoch = Date.UTC(2025, 9, 9) / 1000;
const group = execFileSync('id', ['-gn']).toString().trim();

// The machine has openssl 3.5; older than 3.4 cannot set the beginning of a certificate. The tools tree lends its own.
const tools = process.env['PINTXO_TOOLS_ROOT'];
const lent =
  tools === undefined
    ? []
    : [`${tools}/usr/lib64/ld-linux-x86-64.so.2`, '--library-path', `${tools}/usr/lib/x86_64-linux-gnu`, `${tools}/usr/bin/openssl`];
const version = /^OpenSSL (\d+\.\d+)/.exec(execFileSync('openssl', ['version']).toString())?.[1] ?? '0';
const withOpenssl = needing(test, tools !== undefined || Number(version) >= 3.4 ? undefined : 'needs openssl 3.4 or PINTXO_TOOLS_ROOT');

const openssl = (args: readonly string[]) => ({ title: 'openssl', file: lent[0] ?? 'openssl', args: [...lent.slice(1), ...args] });
const runner: Runner = (command) => run(command.file === 'openssl' ? { ...command, ...openssl(command.args) } : command);

const authorityAt = (path: string) =>
  ({ kind: 'certificate-authority', path, commonName: 'casa/1 (Pintxo)', permittedNames: ['casa.internal'], permittedAddresses: ['10.0.0.0/8', 'fc00::/7'], group }) as const;

const folders: string[] = [];
test.after.always(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'pintxo-secrets-'));
  folders.push(path);
  return path;
}

test('prefix lengths become masks for name constraints', (t) => {
  t.deepEqual(['10.0.0.0/8', '172.16.0.0/12', '192.168.1.128/25', '0.0.0.0/0'].map(withMask), [
    '10.0.0.0/255.0.0.0',
    '172.16.0.0/255.240.0.0',
    '192.168.1.128/255.255.255.128',
    '0.0.0.0/0.0.0.0',
  ]);
  t.deepEqual(['fc00::/7', 'fe80::/10'].map(withMask), ['fc00::/fe00:0:0:0:0:0:0:0', 'fe80::/ffc0:0:0:0:0:0:0:0']);
});

test('certificates begin with the image, not with the clock, and the root outlives the intermediate', (t) => {
  const lines = authorityCommands(authorityAt('/ca'), '/ca.new', epoch).map(({ args }) => args.join(' ')).filter((line) => line.includes('-not_before'));
  t.deepEqual(lines.map((line) => /-not_before (\S+) -not_after (\S+)/.exec(line)?.slice(1)), [
    ['20251009000000Z', '20451009000000Z'],
    ['20251009000000Z', '20351009000000Z'],
  ]);
});

test('the names of an authority have at most the 64 characters that certificates have room for, also for the longest site name', (t) => {
  const authority = { ...authorityAt('/ca'), commonName: `${'a'.repeat(63)} (Pintxo)` };
  const subjects = authorityCommands(authority, '/ca.new', epoch).flatMap(({ args }) => args.filter((arg) => arg.startsWith('/CN=')));
  t.deepEqual(subjects.map((subject) => subject.slice('/CN='.length).length), [64, 64]);
  t.true(subjects[1]?.endsWith('…, issuing'));
});

test('no private key is an argument of a command', (t) => {
  t.notRegex(JSON.stringify(authorityCommands(authorityAt('/ca'), '/ca.new', epoch)), /BEGIN|passin/);
});

test('the SSH host key is made once and kept', async (t) => {
  const path = join(await folder(), 'ssh/key');
  const secret = { kind: 'ssh-host-key', path } as const;
  t.is(await makeSecret(secret, runner, epoch), 'made');
  const first = await readFile(path, 'utf8');
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.is(await makeSecret(secret, runner, epoch), 'kept');
  t.is(await readFile(path, 'utf8'), first);
  t.deepEqual(await readdir(join(path, '..')), ['key']);
});

test('a secret cut off by the power plug is made again, and what was there is kept aside', async (t) => {
  const path = join(await folder(), 'key');
  await writeFile(path, 'half a k');
  await writeFile(`${path}.new`, 'half');
  await chmod(path, 0o600);
  t.is(await makeSecret({ kind: 'ssh-host-key', path }, runner, epoch), 'replaced');
  t.is(await readFile(`${path}.unusable`, 'utf8'), 'half a k');
  t.regex(await readFile(path, 'utf8'), /BEGIN OPENSSH PRIVATE KEY/);
});

withOpenssl('the authority can sign only for the house, and its keys are for few to read', async (t) => {
  const path = join(await folder(), 'ca');
  t.is(await makeSecret(authorityAt(path), runner, epoch), 'made');
  const [root, intermediate] = await Promise.all(['root', 'intermediate'].map(async (name) => new X509Certificate(await readFile(`${path}/${name}.crt`))));
  t.true(intermediate?.checkIssued(root ?? intermediate));
  t.is(root?.subject, 'CN=casa/1 (Pintxo)');
  const shown = await run(openssl(['x509', '-in', `${path}/intermediate.crt`, '-noout', '-ext', 'nameConstraints,basicConstraints']));
  t.regex(shown, /Name Constraints: critical/);
  t.regex(shown, /DNS:casa\.internal/);
  t.regex(shown, /pathlen:0/);
  const modes = await Promise.all(['', '/root.key', '/intermediate.key'].map(async (name) => (await stat(path + name)).mode & 0o777));
  t.deepEqual(modes, [0o750, 0o600, 0o640]);
});

withOpenssl('an authority that works is kept, also without the root key and with a wrong clock', async (t) => {
  const path = join(await folder(), 'ca');
  const later = epoch + 60 * 365 * 86_400;
  t.is(await makeSecret(authorityAt(path), runner, later), 'made');
  await rm(`${path}/root.key`);
  t.is(await makeSecret(authorityAt(path), runner, epoch), 'kept');
});

withOpenssl('an authority that may not sign for the domain, or lost its key, is replaced and kept aside', async (t) => {
  const path = join(await folder(), 'ca');
  await makeSecret(authorityAt(path), runner, epoch);
  t.is(await makeSecret({ ...authorityAt(path), permittedNames: ['other.internal'] }, runner, epoch), 'replaced');
  await rm(`${path}/intermediate.key`);
  t.is(await makeSecret({ ...authorityAt(path), permittedNames: ['other.internal'] }, runner, epoch), 'replaced');
  t.deepEqual((await readdir(join(path, '..'))).sort(), ['ca', 'ca.unusable', 'ca.unusable.~1~']);
});

withOpenssl('a change of the domain that is taken back brings back the authority that people trust', async (t) => {
  const path = join(await folder(), 'ca');
  await makeSecret(authorityAt(path), runner, epoch);
  const trusted = await readFile(`${path}/root.crt`, 'utf8');
  for (const name of ['other.example', 'third.example']) t.is(await makeSecret({ ...authorityAt(path), permittedNames: [name] }, runner, epoch), 'replaced');
  t.is(await makeSecret(authorityAt(path), runner, epoch), 'replaced');
  t.is(await readFile(`${path}/root.crt`, 'utf8'), trusted);
  t.is(await makeSecret(authorityAt(path), runner, epoch), 'kept');
});

withOpenssl('a name below one that the authority may sign for needs no other authority', async (t) => {
  const path = join(await folder(), 'ca');
  await makeSecret({ ...authorityAt(path), permittedNames: ['casa.internal', 'internal'] }, runner, epoch);
  t.is(await makeSecret({ ...authorityAt(path), permittedNames: ['haus.internal', 'internal'] }, runner, epoch), 'kept');
});
