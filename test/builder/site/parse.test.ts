import test from 'ava';
import { problemsAsJson, type Problem } from '../../../builder/report/problems.ts';
import { parseSite } from '../../../builder/site/parse.ts';
import { fixture, fixtureNames, minimalWith, modules, problemsOf, siteOf } from './fixtures.ts';

const pieces = ['\t', '\r\n', '"', "'", '{', '}', '[', ']', ': ', '- ', '&a ', '*a', '|\n', '>', '#', '? ', '!x ', '---\n', '%', '@', '\u0000', '\ufeff', '🏠', '\ud800', '\u2028', '\u001b[2J', '__proto__: 1\n', 'constructor:\n', '<<: *a\n', 'null', '~', '.nan', '-1', '1e999', '0x10', 'on', '21:00'];

/** The same numbers on every run (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const more = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((more ^ (more >>> 14)) >>> 0) % below;
  };
}

function mutate(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const length = random(2) === 0 ? 0 : random(30);
  const piece = random(4) === 0 ? text.slice(random(text.length), random(text.length)) : (pieces[random(pieces.length)] ?? '');
  const changed = text.slice(0, at) + piece + text.slice(at + length);
  return random(3) === 0 ? mutate(changed, random) : changed;
}

/** Lines as an editor counts them. */
function isInside({ line, column, excerpt }: Problem, text: string): boolean {
  const lines = text.split(/\r\n?|\n/);
  const written = lines[line - 1];
  const isPlaced = written !== undefined && column >= 1 && column <= Array.from(written).length + 1;
  return isPlaced && excerpt.from >= 0 && excerpt.length >= 1 && excerpt.from <= excerpt.text.length;
}

for (const kind of ['valid', 'broken'] as const) {
  test(`no change to a ${kind} file makes the check throw or point outside of the file`, (t) => {
    const random = randomNumbers(7);
    for (const name of fixtureNames(kind, '.yaml')) {
      const text = new TextDecoder().decode(fixture(kind, `${name}.yaml`)).replace(/^\ufeff/, '');
      for (let round = 0; round < (kind === 'valid' ? 40 : 10); round += 1) {
        const mutated = mutate(text, random);
        const outside = problemsOf(mutated).filter((problem) => !isInside(problem, mutated.replace(/^\ufeff/, '')));
        if (outside.length > 0) t.fail(`${JSON.stringify(mutated)}\n${problemsAsJson(outside)}`);
      }
    }
    t.pass();
  });
}

test('no change to a file with secrets makes one of them visible', (t) => {
  const random = randomNumbers(11);
  const text = new TextDecoder().decode(fixture('broken', 'password-in-clear.yaml'));
  const [before = '', after = ''] = text.split('passwordHash:');
  for (let round = 0; round < 300; round += 1) {
    const mutated = `${mutate(before, random)}\n  passwordHash:${after}`;
    t.false(problemsAsJson(problemsOf(mutated)).includes('hunter2'), JSON.stringify(mutated));
  }
});

test('mistakes of every kind are told at once, in the order of the file', (t) => {
  const problems = problemsOf(minimalWith('machine:\n  wpie: any\n  encryption: none\nbackup:\n  time: 9:00\nmodules:\n  portal:\n    port: x'));
  const lines = problems.map(({ line }) => line);
  t.deepEqual(problems.map(({ path }) => path), ['machine.wpie', 'machine.encryption', 'backup.time', 'modules.portal.port']);
  t.deepEqual(lines, [...lines].sort((one, other) => one - other));
});

test('columns count characters, whatever the encoding of the file', (t) => {
  t.like(problemsOf('{"site": {"name": "🏠🏠", "keyboard": 5}}').find(({ path }) => path === 'site.keyboard'), { line: 1, column: 37 });
});

test('a file that is too large is refused in time', (t) => {
  t.deepEqual(problemsOf('a: 1\n'.repeat(100_000)).map(({ message }) => message), ['the file is too large for a site file']);
});

for (const [what, text] of [
  ['brackets', '['.repeat(100_000)],
  ['compact lists', '- '.repeat(50_000)],
  ['explicit keys', '? '.repeat(50_000)],
  ['repeated aliases', `a: &a 1\nmodules:\n  portal:\n    title: [${'*a, '.repeat(30_000)}]`],
  ['unknown names', Array.from({ length: 12_000 }, (_, index) => `key${index}:\n`).join('')],
] as const) {
  test(`a hostile file of ${what} is answered with few problems and in short time`, (t) => {
    const before = process.cpuUsage();
    const { length } = problemsOf(text);
    t.true(length >= 1 && length <= 101, String(length));
    // Work rather than time: a busy computer is no fault. Without limits this one would never end.
    t.true(process.cpuUsage(before).user < 20e6);
  });
}

test('names of the language itself are unknown settings like others', (t) => {
  const problems = problemsOf(minimalWith('__proto__:\n  polluted: true\nconstructor: 1\nmodules:\n  toString:'));
  t.deepEqual(problems.map(({ path }) => path), ['__proto__', 'constructor', 'modules.toString']);
});

test('a text of the wrong encoding is named as such', (t) => {
  t.deepEqual(problemsOf('s\0i\0t\0e\0:\0').map(({ message }) => message), ['this is not text in UTF-8']);
});

test('warnings come along with problems', (t) => {
  const parsed = parseSite(minimalWith('machine:\n  wipe: any\n  encryption: none'), 'site.yaml', modules);
  t.deepEqual('problems' in parsed && parsed.problems.map(({ severity }) => severity), ['warning', 'error']);
});

test('a module without settings in the file is not checked, and an unknown one names the nearest', (t) => {
  t.is(problemsOf(minimalWith('modules: {tunel: {}}'))[0]?.remedy, 'did you mean tunnel?');
});

test('a time zone has the name that Debian knows it by, also where a computer gives its former one', (t) => {
  const timezone = (name: string): string => siteOf(new TextDecoder().decode(fixture('valid', 'minimal.yaml')).replace(/(site:\n)/, `$1  timezone: ${name}\n`)).site.timezone;
  t.deepEqual(['Asia/Calcutta', 'US/Eastern', 'Europe/Kiev', 'CET', 'Europe/Berlin', 'UTC'].map(timezone), ['Asia/Kolkata', 'America/New_York', 'Europe/Kyiv', 'Europe/Brussels', 'Europe/Berlin', 'UTC']);
});
