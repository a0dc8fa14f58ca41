import test from 'ava';
import { judgeSystem, type ParkedSystem, whyNotAccepted } from '../../../installer/plan/judge-system.ts';

const running = { version: '1.9', rootHash: 'aa' };
const parked: ParkedSystem = { version: '1.10', rootHash: 'bb', digest: 'd1', signature: { ok: true, keyId: 'K' }, faults: [] };
const unsigned: ParkedSystem['signature'] = { ok: false, problem: 'it is not signed' };

function outcome(more: Partial<ParkedSystem>, accepted: readonly string[] = []): string {
  const verdict = judgeSystem({ ...parked, ...more }, running, accepted);
  return verdict.verdict === 'refused' ? `${verdict.canBeAccepted ? 'waits' : 'refused'}: ${verdict.reason}` : verdict.verdict;
}

test('only a newer system that is signed by a trusted key comes in by itself', (t) => {
  t.is(outcome({}), 'next');
});

for (const [what, more, reason] of [
  ['is not signed', { signature: unsigned }, /waits: it is not signed/],
  ['is signed by somebody else', { signature: { ok: false, problem: 'it is signed by the key X, which is not trusted here' } }, /waits: .*not trusted/],
  ['is older, however well it is signed', { version: '1.8' }, /waits: it is older/],
  ['is older by number, not by letters', { version: '1.2' }, /waits: it is older/],
  ['is another one of the same version', { version: '1.9' }, /waits: .*is another one/],
  ['is of the same version and not signed', { version: '1.9', rootHash: 'aa', signature: unsigned }, /waits: it is not signed/],
] as const) {
  test(`a system that ${what} waits for a person`, (t) => {
    t.regex(outcome(more), reason);
    t.is(outcome(more, ['other']), outcome(more), 'what was accepted is another one');
    t.not(outcome(more, ['d1']).slice(0, 5), 'waits');
  });
}

test('what is damaged is let in by nobody', (t) => {
  for (const accepted of [[], ['d1']]) t.regex(outcome({ faults: ['a is missing', 'b is not the file that was signed'] }, accepted), /^refused: .*a is missing; b is not/);
});

test('the system that runs is recognised by version and root hash', (t) => {
  t.is(outcome({ version: '1.9', rootHash: 'aa' }), 'running');
});

test('the system that runs, with another kernel or boot loader, is one that the TPM must be told of first', (t) => {
  const same = { ...parked, version: '1.9', rootHash: 'aa' };
  t.is(judgeSystem(same, { ...running, isStarted: true }, []).verdict, 'running');
  t.is(judgeSystem(same, { ...running, isStarted: false }, []).verdict, 'next');
  t.is(judgeSystem({ ...same, signature: unsigned }, { ...running, isStarted: false }, []).verdict, 'refused');
  t.is(judgeSystem({ ...same, signature: unsigned }, { ...running, isStarted: false }, ['d1']).verdict, 'next');
});

test('only the system that was shown is let in, and only one that can be', (t) => {
  t.is(whyNotAccepted('d1', { ...parked, signature: unsigned }, running), undefined);
  for (const other of [{ ...parked, digest: 'd2' }, undefined]) t.regex(whyNotAccepted('d1', other, running) ?? '', /not what was shown any more\. Nothing was changed\./);
  t.regex(whyNotAccepted('d1', { ...parked, faults: ['a is missing'] }, running) ?? '', /cannot be let in: .*a is missing.*Nothing was changed/);
});
