/** What the texts tell people to write can be written. */
import test from 'ava';
import { filesOf, read } from './architecture/tree.ts';
import { type Block, fencedBlocks, indentedBlocks, mistakesIn } from './documentation/blocks.ts';

const readmes = filesOf().filter((path) => path.endsWith('README.md'));
const examples: ReadonlyArray<readonly [string, Block]> = [
  ...readmes.flatMap((path) => fencedBlocks(read(path)).map((block) => [path, block] as const)),
  ...indentedBlocks(read('overlays/stick/README.txt')).map((block) => ['overlays/stick/README.txt', block] as const),
];

for (const [path, block] of examples) {
  test(`the example in ${path}, line ${block.line}, ${block.isInvalid ? 'shows a mistake' : 'can be used'}`, (t) => {
    const mistakes = mistakesIn(block);
    if (block.isInvalid) t.true(mistakes !== undefined && mistakes.length > 0);
    else t.deepEqual(mistakes ?? [], []);
  });
}

test('the README and the stick have examples', (t) => {
  for (const path of ['README.md', 'overlays/stick/README.txt']) {
    const sites = examples.filter(([file, block]) => file === path && mistakesIn(block) !== undefined);
    t.true(sites.length > 0, path);
  }
});

test('every test that the table of trust names is there', (t) => {
  const named = [...read('installer/README.md').matchAll(/`(test\/[^`]+\.test\.ts)`/g)].map(([, path = '']) => path);
  t.true(named.length > 8);
  t.deepEqual(named.filter((path) => !filesOf().includes(path)), []);
});

const inMarkdown = (word: string, ...lines: string[]): Block[] => fencedBlocks(['Text.', '', `\`\`\`${word}`, ...lines, '```', 'More.'].join('\n'));

test('a wrong setting in a whole example and in a fragment is found', (t) => {
  const [whole] = inMarkdown('yaml', 'site:', '  name: casa', '  colour: red', 'admin:', '  name: ana', '  sshKeys:', '    - ssh-ed25519 AAAA... (yours)');
  const [fragment] = inMarkdown('yaml', 'machine:', '  wipe: everything');
  t.is(mistakesIn(whole ?? t.fail())?.length, 1);
  t.is(mistakesIn(fragment ?? t.fail())?.length, 1);
});

test('a fragment may change a part of what is there', (t) => {
  const [fragment] = inMarkdown('yaml invalid', 'admin:', '  name: berta');
  t.true(fragment?.isInvalid);
  t.is(fragment?.line, 3);
  t.deepEqual(mistakesIn(fragment ?? t.fail()), []);
});

test('what cannot be read as YAML is a mistake', (t) => {
  const [torn] = inMarkdown('yaml', 'site: [');
  t.deepEqual(mistakesIn(torn ?? t.fail()), ['this is not YAML']);
});

test('YAML that is no site file, and other languages, are left alone', (t) => {
  const [other] = inMarkdown('yaml', 'jobs:', '  test: {}');
  t.is(mistakesIn(other ?? t.fail()), undefined);
  t.deepEqual(inMarkdown('sh', 'make try'), []);
});
