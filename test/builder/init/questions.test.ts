import test from 'ava';
import { describeKey, foundKeys } from '../../../builder/init/keys.ts';
import { questions, takeUsual, type Surroundings } from '../../../builder/init/questions.ts';

const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh';
const ed25519 = `ssh-ed25519 ${blob} ana@laptop`;
const token = 'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNShAAAABHNzaDo= token';
const nothingKnown: Surroundings = { timezone: 'UTC', locale: 'C.UTF-8', keyboard: 'us', login: undefined, keys: [] };

test('a key in a file and in the agent is one choice, and what is no usable key is none', (t) => {
  const found = foundKeys([
    { from: '~/.ssh/token.pub', text: `${token}\n` },
    { from: '~/.ssh/id_ed25519.pub', text: `# mine\n${ed25519}\nssh-dss AAAA old\n` },
    { from: 'SSH agent', text: `ssh-ed25519 ${blob} another comment\nThe agent has no identities.\n` },
  ]);
  t.deepEqual(found.map(({ key, from }) => [key, from]), [[ed25519, '~/.ssh/id_ed25519.pub'], [token, '~/.ssh/token.pub']]);
  t.deepEqual(found.map(describeKey), [
    'ssh-ed25519 ana@laptop (~/.ssh/id_ed25519.pub)',
    'sk-ssh-ed25519@openssh.com token (~/.ssh/token.pub): cannot open the encrypted recovery sheet',
  ]);
});

test('what nobody knows is missing, and what is given is not', (t) => {
  t.deepEqual(takeUsual({}, nothingKnown).missing.map(({ key }) => key), ['admin', 'sshKeys']);
  t.deepEqual(takeUsual({ admin: 'ana', sshKeys: [ed25519] }, nothingKnown).missing, []);
});

test('usual answers follow from earlier answers and from this computer', (t) => {
  const keys = foundKeys([{ from: 'file', text: ed25519 }]);
  const { draft } = takeUsual({ name: 'casa' }, { ...nothingKnown, timezone: 'Europe/Madrid', login: 'ana', keys });
  t.is(draft.domain, 'casa.internal');
  t.is(draft.timezone, 'Europe/Madrid');
  t.is(draft.admin, 'ana');
  t.deepEqual(draft.sshKeys, [ed25519]);
});

test('keys that were found are offered as choices, else one is asked for', (t) => {
  const kindWith = (texts: readonly string[]): string | undefined =>
    questions({}, { ...nothingKnown, keys: foundKeys(texts.map((text) => ({ from: 'file', text }))) }).find(({ key }) => key === 'sshKeys')?.kind;
  t.deepEqual([kindWith([]), kindWith([ed25519])], ['text', 'several']);
});
