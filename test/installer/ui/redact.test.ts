import test from 'ava';
import { redact, redactEvent, redactLines } from '../../../installer/ui/redact.ts';
import { ageKey, planted, privateKey } from './planted.ts';

for (const [name, secret] of Object.entries(planted)) {
  test(`${name} is taken out of a text, and what is around it stays`, (t) => {
    const text = redact(`before ${secret} after`);
    t.false(text.includes(secret));
    t.regex(text, /^before .*after$/s);
  });

  test(`${name} is taken out of JSON`, (t) => {
    const text = redact(JSON.stringify({ lines: [`x ${secret} y`] }));
    for (const line of secret.split('\n').filter((part) => !part.startsWith('-'))) t.false(text.includes(line));
  });
}

test('a private key that stands on several lines is found', (t) => {
  const lines = redactLines(['start', ...privateKey.split('\n'), 'end']);
  t.deepEqual(lines, ['start', '[removed]', 'end']);
});

test('a private key that is cut off is found too', (t) => {
  t.is(redact(`x\n${privateKey.slice(0, 120)}`), 'x\n[removed]');
});

test('a secret that was named is taken out in every shape', (t) => {
  const secret = 'päss "word" 42';
  const shapes = [secret, JSON.stringify(secret), encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  for (const shape of shapes) t.notRegex(redact(`a ${shape} b`, [secret]), /word|cMOkc3M/);
});

test('every line of a secret of several lines is a secret', (t) => {
  t.is(redact('the second-part is here', ['first-part\nsecond-part']), 'the [removed] is here');
});

test('a very short secret does not tear words apart', (t) => {
  t.is(redact('the disk is blank', ['is', '']), 'the disk is blank');
});

test('the longest of several secrets goes first', (t) => {
  t.is(redact('abcdefgh', ['abcdef', 'abcdefgh']), '[removed]');
});

test('public things stay: public keys, fingerprints, hashes of images, addresses, costs', (t) => {
  for (const text of [
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop',
    'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
    'AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'http://192.168.1.20/ and https://casa.internal:8443/path@here',
    'it costs $5 or $HOME/$1',
    'S649NX0R123456 ata-WDC_WD10EZEX-08WN4A0_WD-WCC6Y1234567',
    '5f7b4ad1-6a59-4c1b-9f0e-3d2f1f0a7c01',
  ]) t.is(redact(text), text);
});

test('every event that is told loses its secrets; the sheet keeps them for the screen', (t) => {
  const words = `see ${ageKey}`;
  const disk = { path: words, name: words, verdict: 'chosen', reason: words } as const;
  const events = [
    { kind: 'site', name: words, domain: words },
    { kind: 'disks', verdicts: [disk] },
    { kind: 'plan', steps: [words] },
    { kind: 'said', lines: [words] },
    { kind: 'problem', problem: words, remedies: [words] },
    { kind: 'ended', outcome: 'failed', lastWords: [words] },
  ] as const;
  for (const event of events) t.false(JSON.stringify(redactEvent(event, [])).includes(ageKey), event.kind);
  t.true(JSON.stringify(redactEvent({ kind: 'recovery-sheet', lines: [words] }, [])).includes(ageKey));
});
