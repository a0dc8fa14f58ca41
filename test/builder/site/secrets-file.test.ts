import test from 'ava';
import { refuseSecret, secretTable, suggestSecret, withoutLineEnd } from '../../../builder/site/given-secrets.ts';
import { parseSecrets, writeSecrets } from '../../../builder/site/secrets-file.ts';
import { formatProblems } from '../../../builder/report/problems.ts';
import { modules } from '../../../templates/registry.ts';

const table = [
  { name: 'mail.password', title: 'password of the mailbox', mostBytes: 1024 },
  { name: 'wan.password', title: 'password of the internet access', mostBytes: 255 },
];
const hush = 'correct-horse-battery';

function read(text: string | Uint8Array): ReturnType<typeof parseSecrets> {
  return parseSecrets(typeof text === 'string' ? Buffer.from(text) : text, 'secrets.yaml', table);
}

function valuesOf(text: string | Uint8Array): Record<string, string> | string {
  const parsed = read(text);
  return 'secrets' in parsed ? Object.fromEntries(parsed.secrets) : pictures(text);
}

function pictures(text: string | Uint8Array): string {
  const parsed = read(text);
  return formatProblems('secrets' in parsed ? parsed.warnings : parsed.problems, { colour: false });
}

test('names and values are read as they are written, numbers and words of YAML too', (t) => {
  t.deepEqual(valuesOf('wan.password: 0123\nmail.password: yes # of ana\n'), { 'wan.password': '0123', 'mail.password': 'yes' });
  t.deepEqual(valuesOf("wan.password: 'a: #b \"c'\r\n"), { 'wan.password': 'a: #b "c' });
  t.deepEqual(valuesOf(Buffer.from('\ufeffwan.password: geheim\n', 'utf16le')), { 'wan.password': 'geheim' });
});

test('an empty file, or one with nothing but comments, has no secrets', (t) => {
  for (const text of ['', '\n', '# wan.password: x\n']) t.deepEqual(valuesOf(text), {}, text);
});

test('what is written is read again, whatever the value', (t) => {
  for (const value of ['simple', ' spaces ', '#', "'", '"', '\\', 'null', '0x10', '@`', '{a: b}', '- x', 'ü€', '*alias', '%', '---', 'a: b', 'x'.repeat(200)]) {
    t.deepEqual(valuesOf(writeSecrets(new Map([['wan.password', value]]))), { 'wan.password': value });
  }
});

test('all mistakes are told at once, with line and column', (t) => {
  const parsed = read(`wan.pasword: ${hush}\nmail.password:\nwan.password: [${hush}]\n`);
  t.deepEqual('problems' in parsed && parsed.problems.map(({ line, column, message }) => [line, column, message.split(':')[0]]), [
    [1, 1, 'no secret has this name'],
    [2, 1, 'this cannot be the secret'],
    [3, 1, 'text is needed here'],
  ]);
  t.regex(pictures(`wan.pasword: ${hush}\n`), /did you mean wan\.password\?/);
});

const broken: readonly string[] = [
  `wan.password: ${'x'.repeat(300)}${hush}`,
  `wan.password: "${hush}`,
  `wan.password: |\n  ${hush}\n  ${hush}`,
  `wan.password:${hush}`,
  `wan.password ${hush}`,
  hush,
  `${hush}: x`,
  `${hush}: x\n${hush}: y`,
  `wan.password: ${hush}\nwan.password: ${hush}2`,
  `wan:\n  password: ${hush}`,
  `wan.password: {a: ${hush}}`,
  `wan.password: *${hush}`,
  `wan.password: '${hush}\nmail.password: x`,
  `\twan.password: ${hush}`,
  `- wan.password: ${hush}`,
  `wan.password: ${hush}\n---\nmail.password: ${hush}`,
  `wan.password: ${hush}\n  mail.password: ${hush}`,
  `wan.password: ${hush}\0`,
  `? ${hush}\n: x`,
  `__proto__: ${hush}`,
  `wan.password: "${hush}\\q"`,
  `# ${hush}\nwan.password:`,
];

for (const text of broken) {
  test(`nothing of the secret is shown for ${JSON.stringify(text.replaceAll(hush, 'SECRET').slice(0, 60))}`, (t) => {
    const parsed = read(text);
    t.true('problems' in parsed, 'it is refused');
    const shown = `${pictures(text)}${JSON.stringify(parsed)}`;
    t.true(shown.includes('secrets.yaml'));
    t.false(shown.includes(hush), shown);
    t.false(shown.includes('battery'), shown);
  });
}

test('a value that YAML cuts off at a # is told as a doubt, without showing what is left', (t) => {
  const text = `wan.password: ${hush} #tail\n`;
  t.deepEqual(valuesOf(text), { 'wan.password': hush });
  t.regex(pictures(text), /what comes after # is not part of the secret/);
  t.false(pictures(text).includes(hush));
  t.false(pictures(text).includes('tail'));
});

test('a value has one line, and no more bytes than can be sent', (t) => {
  const secret = { mostBytes: 10 };
  t.is(refuseSecret('0123456789', secret), undefined);
  for (const value of ['', 'a\nb', 'a\tb', '\u007f', '01234567890', 'ääääää']) t.false((refuseSecret(value, secret) ?? value).includes(value || '\0'), value);
});

test('the end of a line is no part of what comes by standard input; spaces are', (t) => {
  t.deepEqual(['a\n', 'a\r\n', ' a ', 'a\n\n', '\ufeffa'].map(withoutLineEnd), ['a', 'a', ' a ', 'a\n', 'a']);
});

test('every secret that a module declares has a name of its own form and a limit', (t) => {
  const declared = secretTable(modules);
  t.true(declared.some(({ name }) => name === 'wan.password'));
  for (const { name, title, mostBytes } of declared) {
    t.regex(name, /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/);
    t.true(title.length > 0 && mostBytes > 0, name);
  }
  t.is(suggestSecret('wan.passwort', declared), 'did you mean wan.password?');
});
