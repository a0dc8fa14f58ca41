/** The checks of the architecture find what they look for, and only that. */
import test from 'ava';
import { siteJsonSchema } from '../../builder/site/site-schema.ts';
import { effectImports, installerImports } from './imports.ts';
import { kindsOf, namedModules } from './module-names.ts';
import { impurities } from './purity.ts';
import { parseSource } from './source.ts';
import { median } from '../median.ts';
import { defaultExports, namedCheckout, namedHosts, strangersAtTheTop } from './tree.ts';

const vocabulary = { modules: ['network', 'dns', 'portal'], kinds: ['dns', 'unit'], site: siteJsonSchema([]) };
const named = (code: string): string[] => namedModules([parseSource('builder/plan/some.ts', code)], vocabulary);

test('an installer that imports a command of the builder is found, a type or a lazy import too', (t) => {
  const imported = (code: string): string[] => installerImports([parseSource('installer/commands/some.ts', code)]);
  t.deepEqual(imported("import { build } from '../../builder/commands/build.ts';"), ['installer/commands/some.ts imports builder/commands/build.ts']);
  t.is(imported("import type { A } from '../../builder/system/files.ts';").length, 1);
  t.is(imported("export { a } from '../../builder/image/stage.ts';").length, 1);
  t.is(imported("const a = await import('../../builder/media/flash-target.ts');").length, 1);
  t.is(imported("import { colourOn } from '../../builder/report/output.ts';").length, 1);
  t.deepEqual(imported("import { z } from 'zod';\nimport { a } from '../../builder/site/site.ts';\nimport { b } from '../plan/b.ts';"), []);
});

test('a module is found by import, folder, quoted word, key or setting', (t) => {
  t.is(named("import { portal } from '../../templates/portal/module.ts';").length, 1);
  t.is(named("const folder = 'templates/portal/files';").length, 1);
  t.is(named('const folder = `/usr/share/templates/portal/${name}`;').length, 1);
  t.is(named("if (module.name === 'portal') stop();").length, 1);
  t.is(named('const a = site.modules.portal;').length, 1);
  t.is(named("const a = site.modules['portal'];").length, 1);
  t.is(named('const titles = { portal: 1 };').length, 1);
  t.is(named("const first = ['dns', 'network'];").length, 2);
});

test('ordinary words that are also names of modules are let through where they mean something else', (t) => {
  t.deepEqual(named("const path = ['network', 'wan', 'dns'];"), []);
  t.deepEqual(named("function f(network: Site['network']) { return network.zones; }"), []);
  t.deepEqual(named("const check = { kind: 'dns', name: 'a' };"), []);
  t.deepEqual(named("type C = { readonly kind: 'dns' };"), []);
  t.deepEqual(named("if (check.kind === 'dns') stop();"), []);
  t.deepEqual(named("switch (check.kind) { case 'dns': stop(); }"), []);
  t.deepEqual(named('const probes = { unit: a, dns: b };'), []);
  t.deepEqual(named("const text = 'the network is down';"), []);
});

test('a kind that the contract does not have is the name of a module', (t) => {
  t.is(named("const check = { kind: 'portal' };").length, 1);
});

test('kinds are read from the contract', (t) => {
  const contract = parseSource('c.ts', "type A = { readonly kind: 'one' } | { readonly kind: 'two'; x: 'three' };\ntype B = { kind: 'four' };");
  t.deepEqual(kindsOf(contract, 'A'), ['one', 'two']);
  t.throws(() => kindsOf(contract, 'C'), { message: /no type C/ });
});

for (const code of [
  "import { readFile } from 'node:fs/promises';",
  "import { execa } from 'execa';",
  "import { hostname } from 'node:os';",
  "const mirror = process.env['MIRROR'];",
  'const now = Date.now();',
  'const now = new Date();',
  'const dice = Math.random();',
  "import { randomUUID } from 'node:crypto';\nrandomUUID();",
  "console.log('hello');",
]) {
  test(`pure code with this effect is found: ${code.split('\n').at(-1) ?? ''}`, (t) => {
    for (const folder of ['builder/site', 'builder/plan', 'builder/render', 'installer/plan', 'templates/portal']) {
      t.true(impurities([parseSource(`${folder}/some.ts`, code)]).length > 0, folder);
    }
    t.true(impurities([parseSource('installer/inventory/parse-disks.ts', code)]).length > 0);
    t.deepEqual(impurities([parseSource('installer/execute/some.ts', code)]), []);
  });
}

test('an effect in a file that pure code uses is found, not one behind a type', (t) => {
  const helper = parseSource('builder/report/clock.ts', 'export const now = () => Date.now();');
  const using = (word: string) => parseSource('builder/plan/a.ts', `import ${word} { now } from '../report/clock.ts';`);
  t.true(impurities([using(''), helper]).length > 0);
  t.deepEqual(impurities([using('type'), helper]), []);
});

test('a fixed date and arithmetic are no effects', (t) => {
  t.deepEqual(impurities([parseSource('builder/plan/a.ts', 'const d = new Date(0); const m = Math.max(1, 2);')]), []);
});

test('files and processes are touched by the system folders only', (t) => {
  const code = "import { readFile } from 'node:fs/promises';";
  t.deepEqual(effectImports([parseSource('installer/health/pages.ts', code)]), ['installer/health/pages.ts imports node:fs/promises']);
  t.deepEqual(effectImports([parseSource('installer/system/files.ts', code), parseSource('builder/system/files.ts', code)]), []);
});

test('exports by default are found in both forms', (t) => {
  t.deepEqual(defaultExports([parseSource('a.ts', 'export default 1;'), parseSource('b.ts', 'export default function f() {}')]), ['a.ts', 'b.ts']);
  t.deepEqual(defaultExports([parseSource('a.ts', 'export const a = 1; switch (a) { default: stop(); }')]), []);
});

test('a stray file at the top is found; dotfiles and what git leaves out are not', (t) => {
  t.deepEqual(strangersAtTheTop(['README.md', '.ci', 'dist', 'notes.txt', 'src'], ['dist']), ['notes.txt', 'src']);
});

test('registries and mirrors are found, ordinary sites are not', (t) => {
  const host = (...parts: string[]): string => parts.join('.');
  const bad = [host('deb', 'debian', 'org'), host('ftp', 'de', 'debian', 'org'), host('security', 'debian', 'org'), host('registry', 'npmjs', 'org')];
  for (const name of bad) t.deepEqual(namedHosts('a', `see http://${name}/x`), [`a: ${name}`]);
  t.deepEqual(namedHosts('a', 'https://www.debian.org/doc, https://github.com/a/b'), []);
});

test('the place of a checkout is found, a longer path that contains it is not', (t) => {
  t.is(namedCheckout('a', 'cd /home/ana/pintxo/test', '/home/ana/pintxo').length, 1);
  t.deepEqual(namedCheckout('a', '/mnt/home/ana/pintxo and /home/ana/pintxo-2', '/home/ana/pintxo'), []);
});

test('the median is the middle one', (t) => {
  t.is(median([300, 1, 99]), 99);
});
