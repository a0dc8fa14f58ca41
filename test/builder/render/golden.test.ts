import test from 'ava';
import { join } from 'node:path';
import { foldersIn, goldenFolder, renderCase } from './cases.ts';
import { matchesTree } from './tree.ts';

for (const name of foldersIn(goldenFolder)) {
  test(`the site ${name} renders to exactly its golden tree`, async (t) => {
    const { files } = await renderCase(join(goldenFolder, name));
    await matchesTree(t, files, join(goldenFolder, name, 'expected'));
  });
}
