import test, { type ExecutionContext } from 'ava';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsOn } from '../../../installer/system/stick-secrets.ts';

interface Drive {
  readonly file: string;
  readonly note: string;
  readonly secrets: ReturnType<typeof secretsOn>;
}

async function driveFor(t: ExecutionContext, text?: string): Promise<Drive> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-stick-secrets-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const logs = join(folder, 'logs');
  await mkdir(logs);
  const file = join(folder, 'secrets.yaml');
  if (text !== undefined) await writeFile(file, text);
  return { file, note: join(logs, 'secrets-taken'), secrets: secretsOn(folder, logs) };
}

test('a file of secrets is read, and gone when it was removed', async (t) => {
  const { file, note, secrets } = await driveFor(t, 'wan.password: horse\n');
  t.is(Buffer.from((await secrets.read()) ?? []).toString(), 'wan.password: horse\n');
  t.true(await secrets.remove());
  t.false(existsSync(file));
  t.false(existsSync(note));
  t.is(await secrets.read(), undefined);
  t.false(await secrets.finishRemoving());
});

test('where there is none, nothing is to be done', async (t) => {
  const { secrets } = await driveFor(t);
  t.is(await secrets.read(), undefined);
  t.true(await secrets.remove());
  t.false(await secrets.finishRemoving());
});

test('a removal that a power cut ended before or after it overwrote the file is ended by the next start', async (t) => {
  for (const content of [undefined, '\0'.repeat(20)]) {
    const { file, note, secrets } = await driveFor(t, 'wan.password: horse\n');
    await writeFile(note, `${(await stat(file)).mtimeMs} file`);
    if (content !== undefined) await writeFile(file, content);
    t.true(await secrets.finishRemoving());
    t.false(existsSync(file));
    t.false(existsSync(note));
  }
});

test('zeros that a power cut left are no secrets', async (t) => {
  const { secrets } = await driveFor(t, '\0'.repeat(20));
  t.is(await secrets.read(), undefined);
});

test('a file that a person put there since is not taken for the one that was to be removed', async (t) => {
  const { file, note, secrets } = await driveFor(t, 'wan.password: horse\n');
  await writeFile(note, '12345 file');
  await utimes(file, 2_000_000, 2_000_000);
  t.false(await secrets.finishRemoving());
  t.is(await readFile(file, 'utf8'), 'wan.password: horse\n');
});

test('a medium that cannot be written keeps the file, and that is known', async (t) => {
  const { file } = await driveFor(t, 'wan.password: horse\n');
  t.false(await secretsOn(join(file, '..'), '/proc/nowhere').remove());
  t.true(existsSync(file));
});
