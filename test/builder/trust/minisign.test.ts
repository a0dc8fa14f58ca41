import { randomBytes } from 'node:crypto';
import test from 'ava';
import { formatPublicKey, formatSecretKey, parsePublicKey, parseSecretKey, secretKeyFrom, signMinisign, verifyMinisign, type PublicKey } from '../../../builder/trust/minisign.ts';

const message = Buffer.from('hello pintxo\n');

// Made by minisign 0.11 of Debian 12 (`minisign -G -W`, `minisign -S -t version:1`).
const publicFile = 'untrusted comment: minisign public key 7118FFF97FE1ECDF\nRWTf7OF/+f8YcTy85jQg81pwV3ZK0SNf1fLBsKN4lRqI4RNQ4SMqPqaw\n';
const signatureFile = [
  'untrusted comment: comment',
  'RUTf7OF/+f8YcT6AacT9pnC0YyTAwuffPBBGBMdOq39C40eNBXm/csuEQPvmxF/1HjHIwPy5SruZFQxBdOsLBf+DlHvrjlpZiQM=',
  'trusted comment: version:1',
  '8s9NtOwBu9mAbSPw6i9yUvOykKpZnt41oCtD4Pc85TBT9SVfJOuzOmvHEmxbhevPsSDJrQlduNGbdLC4ObYaDQ==',
  '',
].join('\n');

function known(): PublicKey {
  const key = parsePublicKey(publicFile);
  if (key === undefined) throw new Error('the public key of minisign is not read');
  return key;
}

test('a signature of the minisign tool is verified, and names its key and comment', (t) => {
  const verdict = verifyMinisign(message, signatureFile, [known()]);
  t.true(verdict.ok && verdict.trustedComment === 'version:1' && verdict.key.id === '7118FFF97FE1ECDF');
});

test('a public key is read from its file, from its second line alone, and written as it was', (t) => {
  t.deepEqual(parsePublicKey(publicFile.split('\n')[1] ?? ''), known());
  t.is(formatPublicKey(known()), publicFile);
});

test('what is no public key is none: other keys, cut ones, other words', (t) => {
  const line = publicFile.split('\n')[1] ?? '';
  for (const text of ['', 'RW', line.slice(0, -1), line.slice(1), `${line}A`, `RU${line.slice(2)}`, line.replace('+', ' '), 'ssh-ed25519 AAAA', formatSecretKey(secretKeyFrom(randomBytes(32)))]) {
    t.is(parsePublicKey(text), undefined, text);
  }
});

test('a message that differs in one bit is refused', (t) => {
  for (const index of message.keys()) {
    const changed = Buffer.from(message);
    changed[index] = (changed[index] ?? 0) ^ 1;
    t.false(verifyMinisign(changed, signatureFile, [known()]).ok, String(index));
  }
});

test('a signature file that differs anywhere but in its untrusted comment is refused', (t) => {
  const start = signatureFile.indexOf('\n') + 1;
  for (let index = start; index < signatureFile.trimEnd().length; index += 1) {
    const other = signatureFile[index] === 'x' ? 'y' : 'x';
    t.false(verifyMinisign(message, `${signatureFile.slice(0, index)}${other}${signatureFile.slice(index + 1)}`, [known()]).ok, String(index));
  }
});

test('a signature of a key that is not among the trusted ones is refused, and the key is named', (t) => {
  const stranger = secretKeyFrom(randomBytes(32));
  const verdict = verifyMinisign(message, signMinisign(message, stranger, 'pintxo'), [known()]);
  t.true(!verdict.ok && verdict.problem.includes(stranger.id));
  t.false(verifyMinisign(message, signatureFile, []).ok);
});

test('a stranger who gives his key the number of a trusted one is refused', (t) => {
  const stranger = { ...secretKeyFrom(randomBytes(32)), id: known().id };
  t.false(verifyMinisign(message, signMinisign(message, stranger, 'pintxo'), [known()]).ok);
});

test('a signature without the hash (minisign -l) is refused, also a right one', (t) => {
  const lines = signatureFile.split('\n');
  const bytes = Buffer.from(lines[1] ?? '', 'base64');
  bytes.write('Ed', 0);
  const verdict = verifyMinisign(message, [lines[0], bytes.toString('base64'), ...lines.slice(2)].join('\n'), [known()]);
  t.true(!verdict.ok && verdict.problem.includes('minisign -l'));
});

test('what is no signature file is refused, whatever it is', (t) => {
  for (const text of ['', '\n\n\n\n', 'untrusted comment: x', signatureFile.split('\n').slice(0, 2).join('\n'), '\0'.repeat(300)]) {
    t.false(verifyMinisign(message, text, [known()]).ok, JSON.stringify(text));
  }
});

test('a key pair survives its files; the same key and message give the same signature', (t) => {
  const secret = secretKeyFrom(randomBytes(32));
  const read = parseSecretKey(formatSecretKey(secret));
  t.is(read?.id, secret.id);
  t.is(read && signMinisign(message, read, 'x'), signMinisign(message, secret, 'x'));
  const key = parsePublicKey(formatPublicKey(secret));
  t.true(key !== undefined && verifyMinisign(message, signMinisign(message, secret, 'x'), [key]).ok);
});

test('a secret key with a password, or a public one, is no secret key that the builder can use', (t) => {
  const plain = formatSecretKey(secretKeyFrom(randomBytes(32)));
  t.is(parseSecretKey(plain.replace('RWQAAEIy', 'RWRTY0Iy')), undefined);
  t.is(parseSecretKey(publicFile), undefined);
});
