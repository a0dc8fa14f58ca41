import test from 'ava';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import { sheetProblem } from '../../../installer/plan/sheet-preflight.ts';
import { readInventory, readSite } from './machines.ts';
import { siteFor } from './site-for.ts';

const encrypted = { encrypted: true, reason: '' };
const withKeys = (sshKeys: string[], recoveryKeys: string[] = []) => ({ ...siteFor(), admin: { name: 'ana', sshKeys, recoveryKeys } });
const onToken = withKeys(['sk-ssh-ed25519@openssh.com AAAA', 'ecdsa-sha2-nistp256 AAAA']);

test('a sheet that no key and no screen can hand out is a problem, whose words say what to add', (t) => {
  const problem = sheetProblem(onToken, { screen: false }, encrypted);
  t.regex(problem?.problem ?? '', /nobody could have the recovery key.*no screen.*Nothing was changed/);
  t.regex(problem?.remedies.join('\n') ?? '', /Ed25519 or RSA[^]*recoveryKeys:[^]*screen[^]*encryption: off/);
});

test('a key that age can encrypt to, or a screen, is enough', (t) => {
  for (const site of [withKeys(['ssh-ed25519 AAAA']), withKeys(['ssh-rsa AAAA']), withKeys([], ['age1abc'])]) t.is(sheetProblem(site, { screen: false }, encrypted), undefined);
  t.is(sheetProblem(onToken, { screen: true }, encrypted), undefined);
});

test('where nobody looked for a screen there may be none, and that is said', (t) => {
  t.regex(sheetProblem(onToken, {}, encrypted)?.problem ?? '', /not known whether/);
  t.is(sheetProblem(withKeys(['ssh-ed25519 AAAA']), {}, encrypted), undefined);
});

test('without encryption there is no sheet to hand out', (t) => {
  t.is(sheetProblem(onToken, { screen: false }, { encrypted: false, reason: '' }), undefined);
});

test('the machine is refused before a disk is chosen, with nothing to be done', (t) => {
  const inventory = { ...readInventory('mini-pc-blank'), tpm: { version: 2 } as const, screen: false };
  const site = { ...readSite('mini-pc-blank'), admin: onToken.admin };
  const refused = decideInstall(site, inventory);
  t.is(refused.verdict, 'refuse');
  t.false('steps' in refused);
  t.is(decideInstall(site, { ...inventory, screen: true }).verdict, 'install');
  t.is(decideInstall({ ...site, machine: { ...site.machine, encryption: 'off' } }, inventory).verdict, 'install');
});
