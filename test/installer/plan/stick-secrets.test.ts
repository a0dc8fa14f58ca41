import test from 'ava';
import { decideStick, type StickDecision } from '../../../installer/plan/decide-stick.ts';
import { decideSecrets, valuesIn } from '../../../installer/plan/stick-secrets.ts';
import { describeSecrets, listSecrets } from '../../../installer/plan/list-secrets.ts';
import { modules } from '../../../templates/registry.ts';
import { readInventory } from './machines.ts';

const release = { version: '1.0.0', epoch: 1_760_000_000 };
const head = 'site:\n  name: casa\nadmin:\n  name: ana\n  sshKeys:\n    - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop\n';
const dialled = `${head}network: { wan: { pppoe: { user: ana@provider.example } } }\n`;
const secrets = Buffer.from('wan.password: correct-horse\n');
const blank = readInventory('mini-pc-blank');

function decide(site: string, given: Uint8Array | undefined, past = {}): StickDecision {
  return decideStick({ bytes: Buffer.from(site), digest: 'd'.repeat(64), secrets: given }, blank, modules, release, past);
}

function kindsOf(decided: StickDecision): string[] {
  return decided.kind === 'decided' && decided.decision.verdict === 'install' ? decided.decision.steps.map(({ kind }) => kind) : [decided.kind];
}

test('an installation takes the secrets into the data, and off the stick only when the machine counts as installed', (t) => {
  const decided = decide(dialled, secrets);
  const kinds = kindsOf(decided);
  t.deepEqual(decided.kind === 'decided' && [...(decided.given?.secrets ?? [])], [['wan.password', 'correct-horse']]);
  t.true(kinds.indexOf('take-secrets') > kinds.indexOf('seed-state'));
  t.true(kinds.indexOf('remove-secrets') > kinds.lastIndexOf('commit'));
  t.true(kinds.indexOf('take-secrets') < kinds.indexOf('commit'));
});

test('without secrets the steps are those of before', (t) => {
  t.deepEqual(kindsOf(decide(dialled, undefined)).filter((kind) => kind.endsWith('-secrets')), ['make-secrets']);
});

test('what the site needs and the stick has not is said, with the way to give it later', (t) => {
  const decided = decide(dialled, undefined);
  t.regex(decided.kind === 'decided' ? (decided.given?.words.join('\n') ?? '') : '', /wan\.password .*sudo pintxo secret set wan\.password/);
  const without = decide(head, undefined);
  t.deepEqual(without.kind === 'decided' && without.given?.words, []);
});

test('a file of secrets with mistakes stops an installation before anything is written, and shows no value', (t) => {
  const decided = decide(dialled, Buffer.from('wan.pasword: correct-horse\n'));
  t.is(decided.kind, 'site-broken');
  t.regex(JSON.stringify(decided), /secrets\.yaml/);
  t.false(JSON.stringify(decided).includes('correct-horse'));
});

test('on an installed machine secrets of a stick are not taken, and no mistake in them stops it', (t) => {
  const bootOn = { verdict: 'boot-on', disk: blank.disks[0], disks: [] } as const;
  if (bootOn.disk === undefined) return t.fail('the machine has no disk');
  for (const bytes of [secrets, Buffer.from('nonsense')]) {
    const decided = decideSecrets({ ...bootOn, disk: bootOn.disk }, { bytes, table: [], needed: [], othersFollow: false });
    t.deepEqual([decided.problems, decided.secrets.size, decided.decision], [[], 0, bootOn]);
    t.regex(decided.words.join('\n'), /not taken over.*in clear.*sudo pintxo secret set/);
  }
});

test('a refused installation says nothing of secrets', (t) => {
  const refusal = { verdict: 'refuse', disks: [], problem: '', remedies: [] } as const;
  t.deepEqual(decideSecrets(refusal, { bytes: secrets, table: [], needed: [], othersFollow: false }).words, []);
});

test('a stick for several machines keeps its secrets until the last, and says so', (t) => {
  const several = `${dialled}machine: { installations: 2 }\n`;
  const first = decide(several, secrets);
  t.false(kindsOf(first).includes('remove-secrets'));
  t.true(kindsOf(first).includes('take-secrets'));
  t.regex(first.kind === 'decided' ? (first.given?.words.join('\n') ?? '') : '', /stays on the stick, in clear/);
  const other = { disks: ['OTHER'], content: {}, seen: ['OTHER'], links: [], isWhole: true };
  const second = decide(several, secrets, { memory: { sites: { ['d'.repeat(64)]: [other] }, spent: [] } });
  t.true(kindsOf(second).includes('remove-secrets'));
});

test('the values of the stick are known to those who must hide them', (t) => {
  t.deepEqual(valuesIn(secrets, modules), ['correct-horse']);
  t.deepEqual(valuesIn(undefined, modules), []);
  t.deepEqual(valuesIn(Buffer.from('x: ['), modules), []);
});

test('a list of secrets says which there are and which are missing, and how to give those', (t) => {
  const table = [{ name: 'a.b', title: 'one', mostBytes: 1 }, { name: 'c.d', title: 'two', mostBytes: 1 }];
  const listed = listSecrets(table, [{ name: 'a.b' }], ['c.d', 'old.one']);
  t.deepEqual(listed.map(({ name, isNeeded, isSet }) => [name, isNeeded, isSet]), [['a.b', true, false], ['c.d', false, true], ['old.one', false, true]]);
  t.regex(describeSecrets(listed).join('\n'), /a\.b +MISSING .*sudo pintxo secret set a\.b\nc\.d +set, not needed/);
});
