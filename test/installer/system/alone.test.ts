import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { alone, inTurn } from '../../../installer/system/alone.ts';
import { needing } from '../../needing.ts';

const parent = await mkdtemp(join(tmpdir(), 'pintxo-locks-'));
const folder = join(parent, 'locks');
test.after.always(() => rm(parent, { recursive: true }));

test('of two at once only one works, and then the next one may', async (t) => {
  let end: (() => void) | undefined;
  const first = alone('one', () => new Promise<string>((resolve) => (end = () => resolve('done'))), folder);
  await until(() => end !== undefined);
  t.is(await alone('one', () => Promise.resolve('too early'), folder), undefined);
  end?.();
  t.is(await first, 'done');
  t.is(await alone('one', () => Promise.resolve('next'), folder), 'next');
});

test('who comes second waits for its turn', async (t) => {
  const order: string[] = [];
  const first = inTurn('turn', async () => {
    order.push('first begins');
    await sleep(200);
    order.push('first ends');
  }, folder);
  await until(() => order.length > 0);
  await inTurn('turn', () => Promise.resolve(void order.push('second')), folder);
  await first;
  t.deepEqual(order, ['first begins', 'first ends', 'second']);
});

test('work that fails, and a process that is killed, leave the name free', async (t) => {
  await t.throwsAsync(alone('failing', () => Promise.reject(new Error('no')), folder), { message: 'no' });
  t.is(await alone('failing', () => Promise.resolve('next'), folder), 'next');
  const program = `import { alone } from ${JSON.stringify(new URL('../../../installer/system/alone.ts', import.meta.url).href)};
    await alone('killed', () => new Promise(() => { console.log('held'); setInterval(() => undefined, 1000); }), ${JSON.stringify(folder)});`;
  const holder = execFile(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program]);
  await once(holder.stdout ?? holder, 'data');
  t.is(await alone('killed', () => Promise.resolve('too early'), folder), undefined);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  t.is(await inTurn('killed', () => Promise.resolve('next'), folder), 'next');
});

test('nobody else can hold a lock: the folder is for its owner alone, and a socket of the same name means nothing', async (t) => {
  const squatter = createServer().listen('\0pintxo-activate');
  await once(squatter, 'listening');
  t.is(await inTurn('pintxo-activate', () => Promise.resolve('worked'), folder), 'worked');
  squatter.close();
  t.is((await stat(folder)).mode & 0o777, 0o700);
});

const asRoot = needing(test, process.getuid?.() === 0 ? undefined : 'needs root');
asRoot('another user cannot take a lock that is free', async (t) => {
  await alone('free', () => Promise.resolve(), folder);
  execFileSync('chmod', ['755', parent]);
  const attack = ['--reuid=65534', '--regid=65534', '--clear-groups', 'flock', '--nonblock', join(folder, 'free'), 'true'];
  t.throws(() => execFileSync('setpriv', attack, { stdio: 'pipe' }), { message: /Permission denied/ });
  execFileSync('setpriv', ['--reuid=0', 'flock', '--nonblock', join(folder, 'free'), 'true']);
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (isSo()) return;
    await sleep(20);
  }
  throw new Error('it never came');
}
