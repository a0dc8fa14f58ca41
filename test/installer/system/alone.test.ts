import { execFile } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { alone } from '../../../installer/system/alone.ts';

const name = `pintxo-test-${process.pid}`;

test('of two at once only one works, and then the next one may', async (t) => {
  let end = (): void => undefined;
  const first = alone(name, () => new Promise<string>((resolve) => (end = () => resolve('done'))));
  t.is(await alone(name, () => Promise.resolve('too early')), undefined);
  end();
  t.is(await first, 'done');
  t.is(await alone(name, () => Promise.resolve('next')), 'next');
});

test('work that fails, and a process that is killed, leave the name free', async (t) => {
  await t.throwsAsync(alone(`${name}-failing`, () => Promise.reject(new Error('no'))), { message: 'no' });
  t.is(await alone(`${name}-failing`, () => Promise.resolve('next')), 'next');
  const holder = execFile(process.execPath, ['-e', `require('node:net').createServer().listen('\\0${name}-killed', () => console.log('held'))`]);
  await once(holder.stdout ?? holder, 'data');
  t.is(await alone(`${name}-killed`, () => Promise.resolve('too early')), undefined);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  t.is(await alone(`${name}-killed`, () => Promise.resolve('next')), 'next');
});
