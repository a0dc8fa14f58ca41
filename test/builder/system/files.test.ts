import test from 'ava';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestFile, digestFiles } from '../../../builder/system/digest.ts';
import { copy, exists, linkTo, listFolder, modifiedAt, moveTo, readText, removeTree, sizeOf, touch, withTemporaryFolder, withUsualUmask, writeAt, writeText } from '../../../builder/system/files.ts';

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pintxo-files-'));
});

test.afterEach.always(() => rm(folder, { recursive: true, force: true }));

test.serial('a file is written with its folders and mode, and leaves nothing else behind', async (t) => {
  const path = join(folder, 'a/b/file');
  await writeText(path, 'text', 0o600);
  t.is(await readText(path), 'text');
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.is(await sizeOf(path), 4);
  t.deepEqual(await readdir(join(folder, 'a/b')), ['file']);
});

test.serial('links, copies and moves make the folders they need', async (t) => {
  await linkTo(join(folder, 'a/link'), '../target');
  t.is(await readlink(join(folder, 'a/link')), '../target');
  await writeFile(join(folder, 'one'), 'text');
  await copy(join(folder, 'one'), join(folder, 'b/two'));
  await moveTo(join(folder, 'one'), join(folder, 'c/three'));
  t.is(await readFile(join(folder, 'b/two'), 'utf8'), 'text');
  t.false(exists(join(folder, 'one')));
});

test.serial('a folder is listed in order; one that is missing is empty; removing it twice is harmless', async (t) => {
  for (const name of ['b', 'a']) await writeText(join(folder, 'list', name), '');
  t.deepEqual(await listFolder(join(folder, 'list')), ['a', 'b']);
  for (let time = 0; time < 2; time += 1) await removeTree(join(folder, 'list'));
  t.deepEqual(await listFolder(join(folder, 'list')), []);
});

test.serial('touching makes a file the newest', async (t) => {
  const path = join(folder, 'old');
  await writeFile(path, '');
  await utimes(path, 1, 1);
  await touch(path);
  t.true(modifiedAt(path) > Date.now() - 60_000);
});

test.serial('a temporary folder is gone afterwards, also when the work fails', async (t) => {
  const used = await withTemporaryFolder((path) => Promise.resolve(path), folder);
  t.false(exists(used));
  await t.throwsAsync(withTemporaryFolder(() => Promise.reject(new Error('no')), folder), { message: 'no' });
  t.deepEqual(await readdir(folder), []);
});

test.serial('the digest of a file is its SHA-256', async (t) => {
  await writeFile(join(folder, 'file'), 'text');
  t.is(await digestFile(join(folder, 'file')), createHash('sha256').update('text').digest('hex'));
});

test.serial('the digest of folders depends on names and content, not on the order asked for', async (t) => {
  await mkdir(join(folder, 'a'));
  await writeFile(join(folder, 'a/x'), '1');
  await writeFile(join(folder, 'b'), '2');
  const digest = await digestFiles(folder, ['a', 'b']);
  t.is(await digestFiles(folder, ['b', 'a']), digest);
  t.not(await digestFiles(folder, ['a']), digest);
  await writeFile(join(folder, 'a/x'), '2');
  t.not(await digestFiles(folder, ['a', 'b']), digest);
  await t.throwsAsync(digestFiles(folder, ['missing']), { code: 'ENOENT' });
});

test.serial('bytes of a file are overwritten in place', async (t) => {
  const path = join(folder, 'file');
  await writeFile(path, 'abcdef');
  await writeAt(path, 2, Buffer.from('XY'));
  t.is(await readText(path), 'abXYef');
  await t.throwsAsync(writeAt(join(folder, 'missing'), 0, Buffer.from('x')), { code: 'ENOENT' });
});

test.serial('with the usual umask modes are what was asked for, and the own umask is back afterwards', async (t) => {
  const before = process.umask(0o077);
  try {
    await withUsualUmask(() => writeText(join(folder, 'shared/file'), 'text', 0o755));
    t.is((await stat(join(folder, 'shared'))).mode & 0o777, 0o755);
    t.is((await stat(join(folder, 'shared/file'))).mode & 0o777, 0o755);
    t.is(process.umask(0o077), 0o077);
  } finally {
    process.umask(before);
  }
});
