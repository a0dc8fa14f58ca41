/** The shape of the code, held by a program. */
import test from 'ava';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { siteJsonSchema } from '../builder/site/site-schema.ts';
import { effectImports, installerImports } from './architecture/imports.ts';
import { kindsOf, namedModules } from './architecture/module-names.ts';
import { impurities } from './architecture/purity.ts';
import { defaultExports, filesOf, ignoredNames, namedCheckout, namedHosts, read, repository, sourcesIn, strangersAtTheTop } from './architecture/tree.ts';
import { median } from './median.ts';
import { parseSource } from './architecture/source.ts';

const sources = sourcesIn('builder', 'installer', 'templates');

test('the installer imports only itself, the templates, and the pure parts of the builder', (t) => {
  t.deepEqual(installerImports(sources), []);
});

// Words of other vendors' formats and programs that happen to be names of modules too: file and word.
const vendorsWords: ReadonlyArray<readonly [file: string, word: string]> = [
  ['builder/media/opnsense/render.ts', "'network'"],
  ['installer/commands/net-tunnel.ts', "'remote'"],
];

test('nothing in the builder or the installer names a module', (t) => {
  const modules = readdirSync(join(repository, 'templates'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const kinds = kindsOf(parseSource('templates/contract.ts', read('templates/contract.ts')), 'HealthCheckKind');
  t.true(modules.length > 0 && kinds.length > 0);
  const named = namedModules(sources, { modules, kinds, site: siteJsonSchema([]) });
  const isVendors = (offence: string): boolean => vendorsWords.some(([file, word]) => offence.startsWith(`${file}:`) && offence.endsWith(word));
  t.deepEqual(named.filter((offence) => !isVendors(offence)), []);
  t.is(named.filter(isVendors).length, vendorsWords.length, 'an exception that nothing needs is gone');
});

test('pure folders, and all they use, have no effects', (t) => {
  t.deepEqual(impurities(sources), []);
});

test('only the system folders touch files and processes', (t) => {
  t.deepEqual(effectImports(sources), []);
});

test('half of the files have fewer than 100 lines', (t) => {
  t.true(median(sources.map(({ text }) => text.split('\n').length)) < 100);
});

test('everything is exported by name', (t) => {
  t.deepEqual(defaultExports([...sources, ...sourcesIn('test')]), []);
});

test('the top of the repository holds only what belongs there', (t) => {
  t.deepEqual(strangersAtTheTop(readdirSync(repository), ignoredNames()), []);
});

test('no file names a package registry, a mirror, or the place of this checkout', (t) => {
  const files = filesOf();
  t.true(files.includes('package-lock.json') && files.includes('Makefile'));
  t.deepEqual(files.flatMap((path) => [...namedHosts(path, read(path)), ...namedCheckout(path, read(path), repository)]), []);
});
