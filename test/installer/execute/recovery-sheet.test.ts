import test from 'ava';
import { poolUuid } from '../../../installer/execute/pool-id.ts';
import { recoveryKeyFrom } from '../../../installer/execute/recovery-key.ts';
import { recipientsOf, recoverySheetLines, recoverySheetText } from '../../../installer/execute/recovery-sheet.ts';

const sheet = {
  site: { site: { name: 'casa', domain: 'casa.internal', timezone: 'UTC', locale: 'C.UTF-8', keyboard: 'us' }, admin: { name: 'ana', sshKeys: [], recoveryKeys: [] } },
  recoveryKey: recoveryKeyFrom(new Uint8Array(32).fill(0xab)),
  disks: ['Samsung SSD 980 (500 GB, NVMe, serial S64DNX0R)'],
  authorityFingerprint: 'AA:BB',
  authorityKey: 'the key of the authority\n',
};

test('a recovery key is 256 bits in eight groups of eight letters that every keyboard layout has', (t) => {
  t.is(recoveryKeyFrom(new Uint8Array(32)), Array.from({ length: 8 }, () => 'cccccccc').join('-'));
  t.regex(recoveryKeyFrom(Uint8Array.from({ length: 32 }, (_, index) => index * 8)), /^([cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}$/);
  t.not(recoveryKeyFrom(Uint8Array.of(1, 2, 3, 4)), recoveryKeyFrom(Uint8Array.of(1, 2, 3, 5)));
});

test('the sheet has all that a bad day needs, and on the screen not the key of the authority', (t) => {
  const shown = recoverySheetLines(sheet).join('\n');
  for (const part of [sheet.recoveryKey, 'ana@casa.internal', 'AA:BB', 'S64DNX0R']) t.true(shown.includes(part), part);
  t.false(shown.includes('key of the authority'));
  t.true(recoverySheetText(sheet).includes('the key of the authority'));
  t.true(recoverySheetLines(sheet).every((line) => line.length <= 90));
});

test('age encrypts to Ed25519, RSA and its own keys, not to keys on tokens', (t) => {
  const keys = ['ssh-ed25519 AAAA ana', 'ssh-rsa AAAA ana', 'sk-ssh-ed25519@openssh.com AAAA', 'ecdsa-sha2-nistp256 AAAA'];
  t.deepEqual(recipientsOf({ name: 'ana', sshKeys: keys, recoveryKeys: ['age1abc'] }), ['ssh-ed25519 AAAA ana', 'ssh-rsa AAAA ana', 'age1abc']);
});

test('a pool is told by the machine and its name', (t) => {
  const uuid = poolUuid('0f0f0f0f-1111-4222-8333-444444444444', 'tanka1');
  t.regex(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  t.is(poolUuid('0f0f0f0f-1111-4222-8333-444444444444', 'tanka1'), uuid);
  t.not(poolUuid('0f0f0f0f-1111-4222-8333-444444444444', 'tankb1'), uuid);
  t.not(poolUuid('1f0f0f0f-1111-4222-8333-444444444444', 'tanka1'), uuid);
});
