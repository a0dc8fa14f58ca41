import test from 'ava';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderedFile } from '../../../builder/render/render.ts';
import { placeFiles } from '../../../installer/execute/place.ts';

let folder: string;
test.beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'pintxo-place-'))));
test.afterEach.always(() => rm(folder, { recursive: true, force: true }));

const text = (content: string, mode = 0o644): RenderedFile => ({ kind: 'file', module: 'some', content, mode });
const link = (target: string): RenderedFile => ({ kind: 'symlink', module: 'some', target });
const place = (files: Record<string, RenderedFile>, earlier: readonly string[] = []): Promise<string[]> =>
  placeFiles(new Map(Object.entries(files).map(([name, file]) => [join(folder, name), file])), earlier.map((name) => join(folder, name)));

test.serial('files and links are put in their places, with folders and modes, and nothing else', async (t) => {
  const changed = await place({ 'a/key': text('secret', 0o440), 'a/link': link('/usr/share/x') });
  t.deepEqual(changed, [join(folder, 'a/key'), join(folder, 'a/link')]);
  t.is(await readFile(join(folder, 'a/key'), 'utf8'), 'secret');
  t.is((await stat(join(folder, 'a/key'))).mode & 0o777, 0o440);
  t.is(await readlink(join(folder, 'a/link')), '/usr/share/x');
  t.deepEqual((await readdir(join(folder, 'a'))).sort(), ['key', 'link']);
});

test.serial('what is in place is not touched, and not told as changed', async (t) => {
  const files = { file: text('same'), link: link('there') };
  await place(files);
  await utimes(join(folder, 'file'), 1, 1);
  t.deepEqual(await place(files, ['file', 'link']), []);
  t.is((await stat(join(folder, 'file'))).mtimeMs, 1000);
});

for (const [what, before, after] of [
  ['another content', text('one'), text('two')],
  ['another mode', text('one'), text('one', 0o600)],
  ['another target', link('one'), link('two')],
  ['a link instead of a file', text('one'), link('one')],
  ['a file instead of a link', link('one'), text('one')],
] as const) {
  test.serial(`${what} is a change`, async (t) => {
    await place({ entry: before });
    t.deepEqual(await place({ entry: after }, ['entry']), [join(folder, 'entry')]);
    t.deepEqual(await place({ entry: after }, ['entry']), []);
  });
}

test.serial('a link is replaced, and what it points to stays as it is', async (t) => {
  await writeFile(join(folder, 'target'), 'of somebody else');
  await place({ entry: link(join(folder, 'target')) });
  await place({ entry: text('mine') }, ['entry']);
  t.true((await lstat(join(folder, 'entry'))).isFile());
  t.is(await readFile(join(folder, 'target'), 'utf8'), 'of somebody else');
});

test.serial('what is rendered no more is taken away, and told as changed', async (t) => {
  await place({ old: text('1'), kept: text('2') });
  t.deepEqual(await place({ kept: text('2') }, ['old', 'kept']), [join(folder, 'old')]);
  t.deepEqual(await readdir(folder), ['kept']);
});

test.serial('what is left of a power cut does not disturb', async (t) => {
  await mkdir(join(folder, 'a'));
  await writeFile(join(folder, 'a/file.pintxo-new'), 'half');
  await place({ 'a/file': text('whole') });
  t.deepEqual(await readdir(join(folder, 'a')), ['file']);
});
