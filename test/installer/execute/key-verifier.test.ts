import test from 'ava';
import { newRecoveryKey } from '../../../installer/execute/encryption.ts';
import { isKeyOf, verifierOf } from '../../../installer/execute/key-verifier.ts';

test('a recovery key is known again however it is typed, and no other is', async (t) => {
  const key = newRecoveryKey();
  const verifier = await verifierOf(key);
  for (const typed of [key, ` ${key.toUpperCase()} `, key.replaceAll('-', ' '), key.replaceAll('-', '')]) t.true(await isKeyOf(typed, verifier), typed);
  for (const typed of ['', key.slice(1), newRecoveryKey(), `${key}c`]) t.false(await isKeyOf(typed, verifier), typed);
});

test('what the stick keeps of a key has nothing of it, and is another for each machine', async (t) => {
  const key = newRecoveryKey();
  const [one, other] = await Promise.all([verifierOf(key), verifierOf(key)]);
  t.notDeepEqual(one, other);
  t.false(JSON.stringify(one).includes(key.slice(0, 8)));
});

test('a verifier that is torn is nobody’s', async (t) => {
  t.false(await isKeyOf('x', { salt: '', hash: '' }));
});
