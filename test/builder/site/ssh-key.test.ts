import test from 'ava';
import { refuseSshKey } from '../../../builder/site/ssh-key.ts';
import { fixture, siteOf } from './fixtures.ts';

const ofPrograms = siteOf(fixture('valid', 'full.yaml')).admin.sshKeys;
const ofTokens = siteOf(fixture('valid', 'sk-keys.yaml')).admin.sshKeys;
const [ed25519 = '', rsa = '', ecdsa = ''] = ofPrograms;

for (const key of [...ofPrograms, ...ofTokens]) {
  test(`a sound key of type ${key.split(' ')[0]} (${key.length} characters) is accepted`, (t) => {
    t.is(refuseSshKey(key), undefined);
  });
}

test('a comment is not needed and may have spaces', (t) => {
  const bare = ed25519.split(' ').slice(0, 2).join(' ');
  t.is(refuseSshKey(bare), undefined);
  t.is(refuseSshKey(`${bare} laptop of Alex`), undefined);
});

test('the type must be that of the content', (t) => {
  t.regex(refuseSshKey(rsa.replace('ssh-rsa', 'ssh-ed25519')) ?? '', /content says otherwise/);
  t.regex(refuseSshKey(ecdsa.replace('nistp256', 'nistp384')) ?? '', /content says otherwise/);
});

test('a key that is cut anywhere is refused', (t) => {
  const bare = ed25519.split(' ').slice(0, 2).join(' ');
  for (let length = 1; length < bare.length; length += 1) t.not(refuseSshKey(bare.slice(0, length)), undefined, String(length));
});

test('a second line cannot be smuggled in', (t) => {
  t.is(refuseSshKey(`${ed25519}\n${rsa}`), 'the key must be on one line');
});

test('options in front of a key are refused', (t) => {
  t.is(refuseSshKey(`command="/bin/sh" ${ed25519}`), 'options in front of a key are not taken: write the key alone, from its type on');
  t.is(refuseSshKey('command="/bin/sh" and no key'), 'this is not a public SSH key');
});

test('names that JavaScript objects have are no types of keys', (t) => {
  t.is(refuseSshKey('constructor AAAA'), 'this is not a public SSH key');
});
