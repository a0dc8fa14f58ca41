import test from 'ava';
import { canEncryptTo, refuseAgeKey } from '../../../builder/site/age-key.ts';
import { decodeBech32 } from '../../../builder/site/bech32.ts';

// From the README of age.
const key = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

test('a public key of age is accepted', (t) => {
  t.is(refuseAgeKey(key), undefined);
});

test('a key with any one letter changed is refused', (t) => {
  for (let index = 4; index < key.length; index += 1) {
    const other = letters[(letters.indexOf(key[index] ?? '') + 1) % letters.length] ?? '';
    t.regex(refuseAgeKey(`${key.slice(0, index)}${other}${key.slice(index + 1)}`) ?? '', /check digits/, String(index));
  }
});

test('an age key that is cut anywhere is refused', (t) => {
  for (let length = 0; length < key.length; length += 1) t.not(refuseAgeKey(key.slice(0, length)), undefined, String(length));
});

test('what else people have at hand is named', (t) => {
  t.regex(refuseAgeKey('ssh-ed25519 AAAA') ?? '', /SSH key/);
  t.regex(refuseAgeKey(key.toUpperCase()) ?? '', /lower case/);
  t.regex(refuseAgeKey('age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t') ?? '', /plugin/);
});

// Test vectors of BIP 173.
for (const text of ['A12UEL5L', 'a12uel5l', 'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw', '?1ezyfcl']) {
  test(`${text} is Bech32`, (t) => {
    t.is(decodeBech32(text)?.prefix, text.toLowerCase().slice(0, text.lastIndexOf('1')));
  });
}

for (const text of ['pzry9x0s0muk', '1pzry9x0s0muk', 'x1b4n0q5v', 'li1dgmt3', 'A1G7SGD8', '10a06t8', '1qzzfhee', 'a12UEL5L']) {
  test(`${text} is not Bech32`, (t) => {
    t.is(decodeBech32(text), undefined);
  });
}

test('age encrypts to keys in files, not to those in tokens nor to ECDSA', (t) => {
  t.true(canEncryptTo('ssh-ed25519 AAAA'));
  t.true(canEncryptTo('ssh-rsa AAAA'));
  for (const type of ['ecdsa-sha2-nistp256', 'sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com']) t.false(canEncryptTo(`${type} AAAA`));
});
