import test from 'ava';
import { minimalWith, problemsOf } from './fixtures.ts';

function pathsOf(lines: string): string[] {
  return problemsOf(minimalWith(lines)).filter(({ message }) => message.includes('in clear')).map(({ path }) => path);
}

const tunnelKey = (first: number, last: number): string => Buffer.from([first, ...new Uint8Array(30).fill(7), last]).toString('base64');

for (const key of ['password', 'passwd', 'adminPassword', 'secret', 'clientSecret', 'token', 'api_token', 'privateKey', 'private-key', 'psk', 'apiKey', 'passphrase']) {
  test(`a value under ${key} is a secret in clear`, (t) => {
    t.deepEqual(pathsOf(`modules: {portal: {${key}: hunter2}}`), [`modules.portal.${key}`]);
  });
}

test('numbers and lists of secrets are secrets too', (t) => {
  t.deepEqual(pathsOf('modules: {portal: {tokens: [1234, {a: hunter2}]}}'), ['modules.portal.tokens.0', 'modules.portal.tokens.1.a']);
});

test('names that only sound like secrets are not taken for them', (t) => {
  t.deepEqual(pathsOf('modules: {portal: {tokenLifetime: 1h, secretsFolder: x, keyboard: us, publicKey: x, password: }}'), []);
});

test('a key that only WireGuard keeps private is refused, one named public is not', (t) => {
  t.deepEqual(pathsOf(`modules: {tunnel: {key: "${tunnelKey(8, 64)}"}}`), ['modules.tunnel.key']);
  t.deepEqual(pathsOf(`modules: {tunnel: {publicKey: "${tunnelKey(8, 64)}"}}`), []);
  t.deepEqual(pathsOf(`modules: {tunnel: {key: "${tunnelKey(9, 64)}"}}`), []);
});

for (const [what, value] of [
  ['PEM', '"-----BEGIN EC PRIVATE KEY-----\\nhunter2\\n-----END EC PRIVATE KEY-----"'],
  ['age', 'AGE-SECRET-KEY-1HUNTER2'],
  ['OpenSSH without its frame', 'b3BlbnNzaC1rZXktdjEAAAAAhunter2'],
  ['PuTTY', '"PuTTY-User-Key-File-3: ssh-ed25519 hunter2"'],
] as const) {
  test(`a private key of ${what} is a secret under any name`, (t) => {
    t.deepEqual(pathsOf(`modules: {portal: {title: ${value}}}`), ['modules.portal.title']);
  });
}

test('a hash under the name of a password is a misplaced setting, no secret', (t) => {
  const hash = '$6$abc$K4v3HcZ8yAmpRfxML6S46NCcqy9r4/KdbQpFvqSWsBf4dgySOEOo1DHJTrmn2BsJK2aNmPN8Tfb826D2o9.z51';
  t.deepEqual(pathsOf(`modules: {portal: {password: ${hash}}}`), []);
});

test('what stands beside a secret on its line keeps its place', (t) => {
  const problem = problemsOf(minimalWith('modules: {portal: {tokne: "hunter2", "psk": hunter2')).at(-1);
  t.false(JSON.stringify(problem).includes('"psk\\": hunter2'));
});
