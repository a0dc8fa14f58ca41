import test from 'ava';
import { plain, plainJson } from '../../../builder/render/plain.ts';

const evil = 'a\u001b[2Jb\u202ec\rd\u009b8m\u061c\u0007';

test('characters that move the cursor or turn the text lose their power', (t) => {
  t.is(plain(evil), 'a?[2Jb?c?d?8m??');
  t.is(plain('a\u001bb', '-'), 'a-b');
  t.is(plain('a\tb'), 'a    b');
});

test('words of any language stay as they are', (t) => {
  for (const text of ['mi-casa', 'Zürich', '漢字', 'می‌خواهم', '👩‍💻']) t.is(plain(text), text);
});

test('JSON says the same to a program, and nothing more to a terminal', (t) => {
  t.deepEqual(JSON.parse(plainJson({ evil })), { evil });
  t.notRegex(plainJson({ evil }).replaceAll('\n', ''), /[\p{Cc}\u202e\u061c]/u);
});
