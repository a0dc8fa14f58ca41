import test from 'ava';
import { countProblems, formatProblems, problemsAsJson, type Problem } from '../../../builder/report/problems.ts';

const vlan: Problem = {
  severity: 'error',
  path: 'zones.guest.vlan',
  message: '5100 is not a VLAN id',
  remedy: "VLAN ids go from 1 to 4094; the guest zone's own is 510",
  file: 'site.yaml',
  line: 14,
  column: 11,
  length: 4,
  excerpt: { text: '    vlan: 5100', from: 10, length: 4 },
};

function at(text: string, marked: string, remedy = 'x'): Problem {
  return { ...vlan, remedy, excerpt: { text, from: text.indexOf(marked), length: marked.length } };
}

function lastLines(problem: Problem): string[] {
  return formatProblems([problem], { colour: false }).split('\n').slice(3, -2);
}

test('a problem is drawn with its place, its line and the remedy under what is wrong', (t) => {
  t.is(
    formatProblems([vlan], { colour: false }),
    `error[zones.guest.vlan]: 5100 is not a VLAN id
  --> site.yaml:14:11
   |
14 |     vlan: 5100
   |           ^^^^ VLAN ids go from 1 to 4094; the guest zone's own is 510

1 error`,
  );
});

test('a problem of the whole file has no path', (t) => {
  t.regex(formatProblems([{ ...vlan, path: '' }], { colour: false }), /^error: 5100/);
});

test('carets stand under wide characters, combining ones and tabs', (t) => {
  t.deepEqual(lastLines(at('a: 日本\t東e\u0301京 x', '東e\u0301京')), ['14 | a: 日本    東e\u0301京 x', '   |            ^^^^^ x']);
});

test('a long line is cut around the place', (t) => {
  const [line = '', carets = ''] = lastLines(at(`${'a'.repeat(300)} here ${'b'.repeat(300)}`, 'here'));
  t.true(line.length <= 100);
  t.regex(line, /^14 \| …a+ here b+…$/);
  t.is(carets.indexOf('^'), line.indexOf('here'));
});

test('a mark that is longer than the line ends with it', (t) => {
  const [line = '', carets = ''] = lastLines(at('a'.repeat(300), 'a'.repeat(300)));
  t.true(line.length >= 98 && line.length <= 100);
  t.true(carets.length <= 100);
});

test('a place after the end of the line is underlined there', (t) => {
  t.deepEqual(lastLines({ ...vlan, remedy: 'x', excerpt: { text: 'a:', from: 2, length: 1 } }), ['14 | a:', '   |   ^ x']);
});

test('a remedy that does not fit beside goes below, in lines that fit', (t) => {
  const lines = lastLines(at('a: b', 'b', 'word '.repeat(40).trim()));
  t.is(lines[1], '   |    ^');
  t.regex(lines[2] ?? '', /^ {3}= word/);
  t.regex(lines[3] ?? '', /^ {5}word/);
  t.true(lines.every((line) => line.length <= 100));
});

test('a remedy of several lines keeps its indentation', (t) => {
  t.deepEqual(lastLines(at('a: b', 'b', 'write:\nsite:\n  name: home')).slice(2), ['   = write:', '     site:', '       name: home']);
});

test('characters that steer a terminal are shown and not obeyed', (t) => {
  const picture = formatProblems([{ ...at('a: \u001b[2J\u202eb', 'b'), message: '\u001b[2J' }], { colour: false });
  t.notRegex(picture, /[\u001b\u202e]/);
});

test('colours change nothing but colours', (t) => {
  const coloured = formatProblems([vlan], { colour: true });
  t.true(coloured.includes('\u001b[1;31m'));
  t.is(coloured.replace(/\u001b\[[\d;]*m/g, ''), formatProblems([vlan], { colour: false }));
});

test('the count names errors and warnings', (t) => {
  const warning = { ...vlan, severity: 'warning' } as const;
  t.is(countProblems([vlan, warning, vlan]), '2 errors, 1 warning');
  t.is(countProblems([warning]), '1 warning');
  t.is(countProblems([]), 'no problems');
  t.is(formatProblems([], { colour: false }), '');
});

test('programs get the same as JSON', (t) => {
  t.deepEqual(JSON.parse(problemsAsJson([vlan])), { errors: 1, warnings: 0, problems: [vlan] });
});
