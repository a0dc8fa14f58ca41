import test from 'ava';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderedFile } from '../../../builder/render/render.ts';
import { keepPrepared } from '../../../installer/execute/prepared.ts';
import { mirrorFolders } from '../../../installer/system/placing.ts';
import { repository } from '../../architecture/tree.ts';

let state: string;
test.beforeEach(async () => void (state = await mkdtemp(join(tmpdir(), 'pintxo-prepared-'))));
test.afterEach.always(() => rm(state, { recursive: true, force: true }));

const text = (content: string, mode = 0o644): RenderedFile => ({ kind: 'file', module: 'some', content, mode });
const filesOf = (files: Record<string, RenderedFile>): Map<string, RenderedFile> => new Map(Object.entries(files));
const kept = (...names: string[]): string => join(state, 'lib/pintxo/prepared', ...names);
const hash = 'a'.repeat(64);

test.serial('the files of /etc are kept for one image, with their modes and a list, for root alone', async (t) => {
  await keepPrepared(state, filesOf({ '/etc/pintxo-some/key': text('secret', 0o440), '/usr/lib/other': text('no') }), hash);
  t.is(await readFile(kept('etc/pintxo-some/key'), 'utf8'), 'secret');
  t.is((await stat(kept('etc/pintxo-some/key'))).mode & 0o777, 0o440);
  t.is((await stat(kept())).mode & 0o777, 0o700);
  t.deepEqual(JSON.parse(await readFile(kept('rendered.json'), 'utf8')), ['/etc/pintxo-some/key']);
  t.regex(await readFile(kept('mark'), 'utf8'), new RegExp(`^${hash} `));
  t.deepEqual((await readdir(kept())).sort(), ['etc', 'files', 'links', 'mark', 'rendered.json', 'targets']);
});

test.serial('what is kept already is not written again, and what changed replaces all of it', async (t) => {
  await keepPrepared(state, filesOf({ '/etc/a': text('one'), '/etc/b': text('two') }), hash);
  await writeFile(kept('witness'), '');
  t.deepEqual(await keepPrepared(state, filesOf({ '/etc/a': text('one'), '/etc/b': text('two') }), hash), []);
  t.true((await readdir(kept())).includes('witness'));
  await keepPrepared(state, filesOf({ '/etc/a': text('three') }), hash);
  t.deepEqual(await readdir(kept('etc')), ['a']);
});

test.serial('another image makes its own', async (t) => {
  await keepPrepared(state, filesOf({ '/etc/a': text('one') }), hash);
  await keepPrepared(state, filesOf({ '/etc/a': text('one') }), 'b'.repeat(64));
  t.regex(await readFile(kept('mark'), 'utf8'), /^b{64} /);
});

test.serial('what a power cut left half-made is made anew', async (t) => {
  await mkdir(`${kept()}.new/etc`, { recursive: true });
  await writeFile(`${kept()}.new/etc/left-over`, '');
  await keepPrepared(state, filesOf({ '/etc/a': text('one') }), hash);
  t.deepEqual(await readdir(kept('etc')), ['a']);
});

test.serial('folders that nobody else may read stay so', async (t) => {
  const own = join(state, 'own');
  await mkdir(join(own, 'closed'), { recursive: true });
  await chmod(join(own, 'closed'), 0o710);
  await mkdir(join(state, 'copy'));
  await mirrorFolders(join(state, 'copy'), join(own, 'closed/file'));
  t.is((await stat(join(state, 'copy', own, 'closed'))).mode & 0o777, 0o710);
});

test.serial('what somebody else put there is taken away and told', async (t) => {
  const files = filesOf({ '/etc/a': text('one'), '/etc/to': { kind: 'symlink', module: 'some', target: '/a' } });
  await keepPrepared(state, files, hash);
  await mkdir(kept('etc/systemd/system/multi-user.target.wants'), { recursive: true });
  await writeFile(kept('etc/systemd/system/multi-user.target.wants/evil.service'), '');
  t.deepEqual(await keepPrepared(state, files, hash), ['/etc/systemd/system/multi-user.target.wants/evil.service']);
  t.deepEqual(await readdir(kept('etc')), ['a', 'to']);
  t.deepEqual(await keepPrepared(state, files, hash), []);
});

const early = readFileSync(join(repository, 'overlays/initrd/usr/lib/pintxo/state/prepared.sh'), 'utf8');

/** Places what is kept as the early system does, and lists what lies in /etc then. */
async function placed(): Promise<string[]> {
  const root = join(state, 'sysroot');
  await mkdir(join(root, 'etc'), { recursive: true });
  execFileSync('sh', ['-c', `${early}\ncd '${kept()}' && copy_listed '${root}'`], { stdio: 'pipe' });
  return (await readdir(join(root, 'etc'), { recursive: true })).sort();
}

test.serial('the early system copies what is on the list, and no other file', async (t) => {
  const files = filesOf({ '/etc/a': text('one', 0o440), '/etc/b c/d': text('two'), '/etc/to': { kind: 'symlink', module: 'some', target: '/a b' } });
  await keepPrepared(state, files, hash);
  await writeFile(kept('etc/evil'), '');
  await writeFile(kept('etc/b c/evil'), '');
  t.deepEqual(await placed(), ['a', 'b c', 'b c/d', 'to']);
  t.is((await stat(join(state, 'sysroot/etc/a'))).mode & 0o777, 0o440);
  t.is(await readlink(join(state, 'sysroot/etc/to')), '/a b');
});

const changes: Readonly<Record<string, () => Promise<unknown>>> = {
  'another content': () => writeFile(kept('etc/a'), 'other'),
  'a file that is gone': () => rm(kept('etc/a')),
  'another target': () => rm(kept('etc/to')).then(() => symlink('/elsewhere', kept('etc/to'))),
  'a file for a link': () => rm(kept('etc/to')).then(() => writeFile(kept('etc/to'), '')),
  'a link to the same content': () => rename(kept('etc/a'), kept('elsewhere')).then(() => symlink('../elsewhere', kept('etc/a'))),
};

for (const [change, make] of Object.entries(changes)) {
  test.serial(`the early system copies nothing where one entry has changed: ${change}`, async (t) => {
    await keepPrepared(state, filesOf({ '/etc/a': text('one'), '/etc/to': { kind: 'symlink', module: 'some', target: '/a' } }), hash);
    await make();
    await t.throwsAsync(placed());
    t.deepEqual(await readdir(join(state, 'sysroot/etc')), []);
  });
}
