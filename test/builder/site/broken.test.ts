import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import test from 'ava';
import { formatProblems, problemsAsJson } from '../../../builder/report/problems.ts';
import { fixture, fixtureNames, fixtureUrl, problemsOf } from './fixtures.ts';

const names = fixtureNames('broken', '.yaml');
const update = process.env['UPDATE_GOLDEN'] === '1';

for (const name of names) {
  test(`the broken file ${name} gives its picture`, (t) => {
    const picture = `${formatProblems(problemsOf(fixture('broken', `${name}.yaml`)), { colour: false })}\n`;
    const file = fixtureUrl('broken', `${name}.txt`);
    if (update) writeFileSync(file, picture);
    t.true(existsSync(file), 'the picture is missing: run with UPDATE_GOLDEN=1');
    t.is(picture, readFileSync(file, 'utf8'));
  });
}

test('every picture has its broken file', (t) => {
  t.deepEqual(fixtureNames('broken', '.txt'), names);
});

test('every broken file has at least one error', (t) => {
  const sound = names.filter((name) => !problemsOf(fixture('broken', `${name}.yaml`)).some(({ severity }) => severity === 'error'));
  t.deepEqual(sound, []);
});

test('no picture is wider than a terminal, headings aside', (t) => {
  const wide = names.flatMap((name) => {
    const picture = formatProblems(problemsOf(fixture('broken', `${name}.yaml`)), { colour: false });
    return picture.split('\n').filter((line) => !/^(error|warning)/.test(line) && line.length > 100);
  });
  t.deepEqual(wide, []);
});

test('no secret of a broken file is ever shown', (t) => {
  const holders = names.filter((name) => new TextDecoder().decode(fixture('broken', `${name}.yaml`)).includes('hunter2'));
  t.true(holders.length >= 4);
  for (const name of holders) {
    t.notRegex(problemsAsJson(problemsOf(fixture('broken', `${name}.yaml`))), /hunter2/i, name);
  }
});
