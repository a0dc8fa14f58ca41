/** What runs on other people's computers for us is named by what it is, not by a tag that its owner can move. */
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../.github/workflows', import.meta.url));
const uses = readdirSync(folder).flatMap((name) => [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/uses: (.*)$/gm)].map(([, action = '']) => `${name}: ${action}`));

test('every action is pinned by its commit, with the version beside it for people', (t) => {
  t.true(uses.length > 0);
  t.deepEqual(uses.filter((use) => !/: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use)), []);
});
