import test from 'ava';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderedFile } from '../../../builder/render/render.ts';
import { keepPrepared } from '../../../installer/execute/prepared.ts';
import { mirrorFolders } from '../../../installer/system/placing.ts';

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
  t.deepEqual((await readdir(kept())).sort(), ['etc', 'mark', 'rendered.json']);
});

test.serial('what is kept already is not written again, and what changed replaces all of it', async (t) => {
  await keepPrepared(state, filesOf({ '/etc/a': text('one'), '/etc/b': text('two') }), hash);
  await writeFile(kept('etc/witness'), '');
  await keepPrepared(state, filesOf({ '/etc/a': text('one'), '/etc/b': text('two') }), hash);
  t.deepEqual((await readdir(kept('etc'))).sort(), ['a', 'b', 'witness']);
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
