import test from 'ava';
import { type Dialling, isSkipped, judgeDialling, parseStatus } from '../../../installer/health/dialling.ts';

const silent: Dialling = { addresses: [], hasCable: true, over: 'wan0', secret: 'wan.password', status: undefined, isSkipped: false };

test('a provider that gave an address is connected, whatever was before', (t) => {
  const { ok, detail } = judgeDialling({ ...silent, addresses: ['198.51.100.7', '2001:db8::7'], status: 19 });
  t.deepEqual([ok, detail], [true, 'connected as 198.51.100.7, 2001:db8::7']);
});

test('a password that is refused is told as such, with what helps', (t) => {
  const { ok, detail } = judgeDialling({ ...silent, status: 19 });
  t.false(ok);
  t.regex(detail, /refuses user or password.*network\.wan\.pppoe\.user.*sudo pintxo secret set wan\.password/);
});

test('a line without an answer is told, and is no fault of the machine', (t) => {
  for (const [dialling, words] of [
    [{ hasCable: false }, /wan0 has no cable/],
    [{ status: 10 }, /no provider answers on wan0/],
    [{}, /no provider answers on wan0/],
    [{ status: 16 }, /ended the session/],
    [{ isSkipped: true }, /its secret is missing/],
  ] as const) {
    const { ok, detail } = judgeDialling({ ...silent, ...dialling });
    t.true(ok);
    t.regex(detail, words);
  }
});

test('the exit status of the last try is read, and what is none is none', (t) => {
  t.deepEqual([parseStatus('19\n'), parseStatus('0\n'), parseStatus('TERM\n'), parseStatus(''), parseStatus(undefined)], [19, undefined, undefined, undefined, undefined]);
});

test('a unit that was not even begun is told from one that has ended', (t) => {
  t.true(isSkipped('ActiveState=inactive\nConditionResult=no\n'));
  t.false(isSkipped('ActiveState=inactive\nConditionResult=yes'));
  t.false(isSkipped('ActiveState=active\nConditionResult=yes'));
});
