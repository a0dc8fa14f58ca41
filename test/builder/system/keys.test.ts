import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { keysFolder, signingKeys } from '../../../builder/system/keys.ts';
import { withTemporaryFolder } from '../../../builder/system/files.ts';
import { parsePublicKey } from '../../../builder/trust/minisign.ts';

test('the first use makes a key that only its owner may read, says where, and later uses take the same', async (t) => {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, 'keys');
    const first = await signingKeys(folder, join(parent, 'none'));
    t.is(first.made, join(folder, 'builder.key'));
    t.is(statSync(join(folder, 'builder.key')).mode & 0o777, 0o600);
    t.is(statSync(folder).mode & 0o777, 0o700);
    const second = await signingKeys(folder, join(parent, 'none'));
    t.is(second.made, undefined);
    t.deepEqual(second.secret, first.secret);
    t.deepEqual(second.trusted, first.trusted);
  });
});

test('who has the public half only trusts the same keys, and cannot sign', async (t) => {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, 'keys');
    const owner = await signingKeys(folder, join(parent, 'none'));
    rmSync(join(folder, 'builder.key'));
    const other = await signingKeys(folder, join(parent, 'none'));
    t.deepEqual(other.trusted, owner.trusted);
    t.is(other.secret, undefined);
    t.is(other.made, undefined);
  });
});

test('keys of those who release systems are trusted too, and make a build official; the file of a secret is never among them', async (t) => {
  await withTemporaryFolder(async (parent) => {
    const [folder, official] = [join(parent, 'keys'), join(parent, 'official')];
    t.true((await signingKeys(folder, official)).unofficial);
    mkdirSync(official);
    writeFileSync(join(official, 'README.md'), 'words');
    t.true((await signingKeys(folder, official)).unofficial);
    await signingKeys(join(parent, 'release'), official);
    writeFileSync(join(official, 'release.pub'), readFileSync(join(parent, 'release', 'builder.pub')));
    const { trusted, unofficial } = await signingKeys(folder, official);
    t.false(unofficial);
    t.deepEqual(trusted.map(({ name }) => name), ['release.pub', 'builder.pub']);
    for (const { text } of trusted) t.not(parsePublicKey(text), undefined);
  });
});

test('a file that is no key is told with its name and what belongs there', async (t) => {
  await withTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'builder.key'), 'words\n');
    await t.throwsAsync(signingKeys(folder, join(folder, 'none')), { message: /builder\.key is no secret key/ });
    rmSync(join(folder, 'builder.key'));
    writeFileSync(join(folder, 'builder.pub'), 'words\n');
    await t.throwsAsync(signingKeys(folder, join(folder, 'none')), { message: /builder\.pub is no public key/ });
  });
});

test('PINTXO_KEYS names the folder, then XDG_CONFIG_HOME, then the home of the user', (t) => {
  t.is(keysFolder({ PINTXO_KEYS: '/keys', XDG_CONFIG_HOME: '/config' }), '/keys');
  t.is(keysFolder({ XDG_CONFIG_HOME: '/config' }), '/config/pintxo/keys');
  t.regex(keysFolder({ PINTXO_KEYS: '' }), /\/\.config\/pintxo\/keys$/);
});

test('the repository trusts no key but those of images/keys', async (t) => {
  await withTemporaryFolder(async (folder) => {
    const { trusted } = await signingKeys(join(folder, 'keys'));
    t.is(trusted.at(-1)?.name, 'builder.pub');
    t.true(trusted.slice(0, -1).every(({ name }) => !/test/i.test(name)));
  });
});
