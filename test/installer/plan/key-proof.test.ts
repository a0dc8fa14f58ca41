import test from 'ava';
import { isSealedWith, pauseAfter, sealOf, typedKey } from '../../../installer/plan/key-proof.ts';

const key = Array.from({ length: 8 }, () => 'cbdefghi').join('-');
const site = new TextEncoder().encode('site:\n  name: casa\n');

test('a key is understood as people type it', (t) => {
  t.is(typedKey(key), key);
  t.is(typedKey(` ${key.toUpperCase().replaceAll('-', ' ')} \n`), key);
  t.is(typedKey(key.replaceAll('-', '')), key);
});

test('what cannot be a key is none', (t) => {
  for (const text of ['', 'c', key.slice(1), `${key}c`, key.replace('c', 'a'), `${key}\n${key}`]) t.is(typedKey(text), undefined, text);
});

test('a seal fits the key and the bytes that it was made for, and nothing else', (t) => {
  const seal = sealOf(key, site);
  t.true(isSealedWith(key, site, `${seal}\n`));
  t.false(isSealedWith(key, new TextEncoder().encode('site:\n  name: evil\n'), seal));
  t.false(isSealedWith(key.replace('c', 'b'), site, seal));
  t.false(isSealedWith(key, site, undefined));
  t.false(isSealedWith(key, site, ''));
});

test('a machine without a recovery key takes no seal, also not one made with nothing', (t) => {
  t.false(isSealedWith(undefined, site, sealOf('', site)));
  t.false(isSealedWith('', site, sealOf('', site)));
});

test('wrong keys cost more and more time, up to a minute', (t) => {
  t.deepEqual([0, 1, 2, 3, 6, 7, 100].map(pauseAfter), [1, 2, 4, 8, 60, 60, 60]);
});
