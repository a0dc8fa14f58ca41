import test from 'ava';
import type { Answers } from '../../../builder/init/answers.ts';
import { refuseAnswer } from '../../../builder/init/judge.ts';
import { writeSite } from '../../../builder/init/write-site.ts';
import { parseSite } from '../../../builder/site/parse.ts';
import type { Site } from '../../../builder/site/site.ts';
import { modules } from '../../../templates/registry.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh';
const tokenKey = 'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNShAAAABHNzaDo=';
const ageKey = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const usual: Answers = {
  name: 'casa', domain: 'casa.internal', timezone: 'Europe/Madrid', locale: 'es_ES.UTF-8', keyboard: 'es',
  admin: 'ana', sshKeys: [key], recoveryKeys: [], disk: 'only', encryption: 'auto', links: 'two',
};

function siteOf(changes: Partial<Answers>): Site {
  const parsed = parseSite(writeSite({ ...usual, ...changes }), 'site.yaml', modules);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.site;
}

test('the answers are in the site, and every choice gives a sound file', (t) => {
  const { site, admin, machine } = siteOf({});
  t.deepEqual(site, { name: 'casa', domain: 'casa.internal', timezone: 'Europe/Madrid', locale: 'es_ES.UTF-8', keyboard: 'es' });
  t.deepEqual([admin.name, admin.sshKeys], ['ana', [key]]);
  t.is(machine.systemDisk, undefined);
  t.is(siteOf({ domain: 'casa.example.org' }).site.domain, 'casa.example.org');
  t.deepEqual(siteOf({ disk: 'smallest' }).machine.systemDisk, { pick: 'smallest' });
  t.deepEqual(siteOf({ disk: 'largest' }).machine.systemDisk, { pick: 'largest' });
  t.deepEqual(siteOf({ disk: 'mirror' }).machine.systemDisk, { count: 2 });
  t.is(siteOf({ encryption: 'off' }).machine.encryption, 'off');
  t.is(siteOf({ links: 'one' }).network.wan.mode, 'dhcp');
  t.is(siteOf({ links: 'two' }).network.lan.untagged, 'home');
  t.is(siteOf({ links: 'two', vlans: 'yes' }).network.lan.untagged, 'mgmt');
});

test('what looks like another kind of YAML stays the text that it is', (t) => {
  t.is(siteOf({ disk: '0012345' }).machine.systemDisk?.serial, '0012345');
  t.is(siteOf({ disk: '1e5: #x' }).machine.systemDisk?.serial, '1e5: #x');
  t.is(siteOf({ keyboard: 'no' }).site.keyboard, 'no');
  t.deepEqual(siteOf({ sshKeys: [`${key} ana: her # laptop`] }).admin.sshKeys, [`${key} ana: her # laptop`]);
});

test('the file explains itself, also where no key can open the recovery sheet', (t) => {
  t.regex(writeSite(usual), /# Each of these keys opens: ssh ana@casa\.internal\n/);
  t.regex(writeSite({ ...usual, sshKeys: [tokenKey] }), /can be read with none of the keys above/);
  t.deepEqual(siteOf({ sshKeys: [tokenKey], recoveryKeys: [ageKey] }).admin.recoveryKeys, [ageKey]);
  t.true(writeSite(usual).split('\n').every((line) => line.length <= 120 || line.includes('ssh-')));
});

test('an answer is judged by the rules of the site file, and by its own only', (t) => {
  t.is(refuseAnswer('name', { name: 'casa' }, modules), undefined);
  t.regex(refuseAnswer('name', { name: 'My House' }, modules) ?? '', /cannot be the name of a site.*perhaps my-house/);
  t.is(refuseAnswer('timezone', { name: 'My House', timezone: 'Europe/Madrid' }, modules), undefined);
  t.regex(refuseAnswer('sshKeys', { sshKeys: [] }, modules) ?? '', /needs a public SSH key/);
  t.regex(refuseAnswer('admin', { admin: 'root' }, modules) ?? '', /name of a person/);
});
