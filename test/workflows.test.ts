/** What runs on other people's computers for us is named by what it is, not by a tag that its owner can move. */
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../.github/workflows', import.meta.url));
const uses = readdirSync(folder).flatMap((name) => [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/uses: (.*)$/gm)].map(([, action = '']) => `${name}: ${action}`));

const Lock = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) });

test('every action is pinned by its commit, with the version beside it for people', (t) => {
  t.true(uses.length > 0);
  t.deepEqual(uses.filter((use) => !/: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use)), []);
});

test('packages of npm are pinned by their content, and none of their programs runs when they are installed', (t) => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const lines = readFileSync(`${root}/Makefile`, 'utf8').split('\n').filter((line) => /npm (ci|install|i)\b/.test(line));
  t.true(lines.length > 0);
  for (const line of lines) t.regex(line, /npm ci .*--ignore-scripts/);
  const { packages } = Lock.parse(JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')));
  t.deepEqual(Object.entries(packages).filter(([path, { integrity }]) => path !== '' && !(integrity ?? '').startsWith('sha512-')).map(([path]) => path), []);
});
