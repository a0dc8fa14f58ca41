import test from 'ava';
import { compiledLocale, consoleKeyboard } from '../../../templates/base/language.ts';

test('a locale is compiled from its definition into the folder that the C library looks in', (t) => {
  t.deepEqual(compiledLocale('da_DK.UTF-8'), { name: 'da_DK.UTF-8', folder: 'da_DK.utf8', source: 'da_DK', charset: 'UTF-8' });
  t.deepEqual(compiledLocale('ca_ES.UTF-8@valencia'), { name: 'ca_ES.UTF-8@valencia', folder: 'ca_ES.utf8@valencia', source: 'ca_ES@valencia', charset: 'UTF-8' });
});

test('locales that the C library has by itself are not compiled', (t) => {
  t.deepEqual(['C', 'C.UTF-8', 'POSIX'].map(compiledLocale), [null, null, null]);
});

test('a keyboard may have a variant after a hyphen', (t) => {
  t.deepEqual(consoleKeyboard('dk'), { layout: 'dk', variant: '' });
  t.deepEqual(consoleKeyboard('us-altgr-intl'), { layout: 'us', variant: 'altgr-intl' });
});
