import test from 'ava';
import { breaksWords, columnsOf, fitted, padded, wrapped } from '../../../installer/ui/text.ts';

test('long lines are wrapped between words, and the rest is indented', (t) => {
  t.deepEqual(wrapped('one two three four', 10), ['one two', '  three', '  four']);
});

test('a continuation keeps the indentation of its line', (t) => {
  t.deepEqual(wrapped('    one two three', 12), ['    one two', '      three']);
});

test('a word that is longer than a line is broken, and nothing of it is lost', (t) => {
  const lines = wrapped('abcdefghijklmnop', 6);
  t.true(lines.every((line) => line.length <= 6));
  t.is(lines.map((line) => line.trim()).join(''), 'abcdefghijklmnop');
});

test('no line is ever wider than asked, whatever stands in it', (t) => {
  for (const text of ['a'.repeat(200), `${' '.repeat(100)}deep`, '漢字'.repeat(60), 'x y '.repeat(80), '\u001b[31mred']) {
    for (const columns of [10, 33, 78]) t.true(wrapped(text, columns).every((line) => columnsOf(line) <= columns), `${columns}: ${text}`);
  }
});

test('short lines and empty ones stay as they are', (t) => {
  t.deepEqual(wrapped('one\n\n  two', 20), ['one', '', '  two']);
});

test('a text is cut to a width and says so', (t) => {
  t.is(fitted('a long name', 8), 'a lon...');
  t.is(fitted('short', 8), 'short');
  t.is(padded('ab', 4), 'ab  ');
});

test('broken words are foreseen', (t) => {
  t.true(breaksWords('  cbdefghi-jklnrtuv', 12));
  t.false(breaksWords('  cbdefghi jklnrtuv', 12));
});
