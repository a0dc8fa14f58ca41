import test from 'ava';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { modules } from '../../templates/registry.ts';
import { foldersIn, renderCase, templates } from '../builder/render/cases.ts';
import { matchesTree } from '../builder/render/tree.ts';

const folders = foldersIn(templates);

test('every folder in templates/ is a registered module of that name', (t) => {
  t.deepEqual(modules.map((module) => module.name).sort(), folders);
});

for (const name of folders) {
  test(`the module ${name} has its code, files, example and README`, async (t) => {
    for (const part of ['module.ts', 'files', 'example/site.yaml', 'example/expected', 'README.md']) {
      await t.notThrowsAsync(access(join(templates, name, part)), part);
    }
  });

  test(`the example of the module ${name} renders to the module's expected files`, async (t) => {
    const folder = join(templates, name, 'example');
    const { files } = await renderCase(folder);
    const own = new Map([...files].filter(([, file]) => file.module === name));
    await matchesTree(t, own, join(folder, 'expected'));
  });
}

for (const module of modules) {
  test(`the module ${module.name} has a title, and settings that may all be left out`, (t) => {
    t.true(module.title.length > 0);
    t.true(module.settings.safeParse({}).success);
  });
}
