import test from 'ava';
import { unpinnedIds } from '../../../builder/image/pinned-ids.ts';

const pinned = 'caddy:x:995:995:Caddy:/var/lib/caddy:/usr/sbin/nologin\n';

test("accounts that are pinned, or fixed by Debian itself, are in order", (t) => {
  const actual = ['root:x:0:0:root:/root:/bin/bash', 'nobody:x:65534:65534::/:/', 'caddy:x:995:995:other:/:/', ''].join('\n');
  t.deepEqual(unpinnedIds('passwd', actual, pinned), []);
  t.deepEqual(unpinnedIds('group', 'users:x:100:\n', ''), []);
});

test('a new account is named with the line to add', (t) => {
  t.deepEqual(unpinnedIds('passwd', 'unbound:x:100:101::/:/\n', pinned), ['  images/passwd: unbound:x:100:101::/:/']);
});

test('a pinned account that got another number is named', (t) => {
  t.deepEqual(unpinnedIds('group', 'caddy:x:994:\n', 'caddy:x:995:\n'), ['  images/group: caddy:x:994:']);
});

test('comparison takes names and numbers as a whole', (t) => {
  t.is(unpinnedIds('group', 'cadd:x:995:\n', 'caddy:x:995:\n').length, 1);
});
