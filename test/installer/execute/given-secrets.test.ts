import test, { type ExecutionContext } from 'ava';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropSecret, keepSecret, knownSecrets, removeFromStick } from '../../../installer/execute/given-secrets.ts';

async function folderFor(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-secrets-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'secrets');
}

test('a secret is kept as it is, for root alone, and a later one takes its place', async (t) => {
  const folder = await folderFor(t);
  t.deepEqual(await knownSecrets(folder), []);
  for (const value of ['one', ' two # "']) {
    await keepSecret('wan.password', value, folder);
    t.is(await readFile(join(folder, 'wan.password'), 'utf8'), value);
    t.is((await stat(join(folder, 'wan.password'))).mode & 0o777, 0o600);
  }
  t.deepEqual(await knownSecrets(folder), ['wan.password']);
});

test('what a power cut left half-written is no secret', async (t) => {
  const folder = await folderFor(t);
  await keepSecret('wan.password', 'one', folder);
  await writeFile(join(folder, 'mail.password.123.part'), 'ha');
  t.deepEqual(await knownSecrets(folder), ['wan.password']);
});

test('a secret that is forgotten is gone, and to forget it twice does no harm', async (t) => {
  const folder = await folderFor(t);
  await dropSecret('wan.password', folder);
  await keepSecret('wan.password', 'one', folder);
  await writeFile(join(folder, 'wan.password.123.part'), 'one, of which the power cut the end');
  await writeFile(join(folder, 'wan.password.other'), 'another');
  await dropSecret('wan.password', folder);
  await dropSecret('wan.password', folder);
  t.deepEqual(await readdir(folder), ['wan.password.other'], 'nor is there a half of it');
});

test('a medium that keeps the secrets is told of, and stops nothing', async (t) => {
  const told: string[] = [];
  const warn = (line: string): void => void told.push(line);
  await removeFromStick({ kind: 'remove-secrets' }, { warn, given: { secrets: new Map(), remove: async () => false } });
  await removeFromStick({ kind: 'remove-secrets' }, { warn, given: { secrets: new Map(), remove: async () => true } });
  t.is(told.length, 1);
  t.regex(told.join(), /could not be removed.*in clear/);
});
