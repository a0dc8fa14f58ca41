import test from 'ava';
import { formatStateReport, parseStateReport, withMember } from '../../../installer/plan/state-report.ts';

const text = 'STATE=0f0f0f0f-1111-4222-8333-444444444444\nEXPECTED=2\nMEMBERS=sda6 nvme0n1p6\nSTALE=\nENCRYPTED=yes\nOPENED_BY=tpm\n';

test('the report of the early system is read', (t) => {
  t.deepEqual(parseStateReport(text), { state: '0f0f0f0f-1111-4222-8333-444444444444', expected: 2, members: ['sda6', 'nvme0n1p6'], stale: [], encrypted: true, openedBy: 'tpm' });
});

test('a report is written as it is read', (t) => {
  const report = parseStateReport(text);
  t.is(report && formatStateReport(report), text.replace('ENCRYPTED', 'APART=\nLOCKED=\nFOREIGN=\nENCRYPTED'));
  t.deepEqual(parseStateReport(text.replace('OPENED', 'APART=sdb6\nOPENED'))?.apart, ['sdb6']);
  t.deepEqual(parseStateReport(text.replace('OPENED', 'LOCKED=sdb6\nOPENED'))?.locked, ['sdb6']);
  const foreign = text.replace('ENCRYPTED', 'APART=\nLOCKED=\nFOREIGN=sdb1:kind sdc6:copy\nENCRYPTED');
  t.deepEqual(parseStateReport(foreign)?.foreign, [{ partition: 'sdb1', reason: 'kind' }, { partition: 'sdc6', reason: 'copy' }]);
  const whole = parseStateReport(foreign);
  t.is(whole && formatStateReport(whole), foreign);
});

test('a disk that was added is a member at once, and the missing one is still missed', (t) => {
  const before = { state: 'x', expected: 2, members: ['sda6'], stale: ['sdb6'], encrypted: true, openedBy: 'tpm' } as const;
  t.deepEqual(withMember(before, '/dev/sdb6'), { ...before, expected: 3, members: ['sda6', 'sdb6'], stale: [] });
});

test('a report that is cut short or says something else is none', (t) => {
  t.is(parseStateReport(''), undefined);
  t.is(parseStateReport(text.slice(0, 60)), undefined);
  t.is(parseStateReport(text.replace('=tpm', '=magic')), undefined);
  t.is(parseStateReport(text.replace('=yes', '=perhaps')), undefined);
});
