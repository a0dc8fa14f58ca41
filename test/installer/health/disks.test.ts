import test from 'ava';
import { judgeDisks, withDrives } from '../../../installer/health/disks.ts';
import type { StateReport } from '../../../installer/plan/state-report.ts';

const both = { members: ['sda6', 'sdb6'], missing: false, faulty: [] };
const report: StateReport = { state: 'x', expected: 2, members: ['sda6', 'sdb6'], stale: [], encrypted: false, openedBy: 'nothing' };

test('disks that are all there and give no errors are good', (t) => {
  t.like(judgeDisks(both, report), { ok: true, detail: 'all 2 disks are there, without errors' });
  t.true(judgeDisks({ ...both, members: ['sda6'] }, { ...report, expected: 1, members: ['sda6'] }).ok);
  t.true(judgeDisks(both, undefined).ok);
});

test('a missing disk is told with what helps', (t) => {
  const finding = judgeDisks(both, { ...report, members: ['sda6'] });
  t.false(finding.ok);
  t.regex(finding.detail, /missing.*sudo pintxo repair/);
});

test('of a storage pool, a disk that is missing is put back, or a new one in its place and repaired', (t) => {
  const finding = judgeDisks({ ...both, missing: true }, undefined);
  t.false(finding.ok);
  t.regex(finding.detail, /missing.*Put it back in, or a new one in its place, and restart; then run: sudo pintxo repair/);
});

test('a disk with old data that was left out is told even though the file system lists it again', (t) => {
  const finding = judgeDisks(both, { ...report, members: ['sda6'], stale: ['sdb6'] });
  t.false(finding.ok);
  t.regex(finding.detail, /sdb6 was away.*old data.*sda6 only/);
});

test('a disk that was replaced and stays in the machine is no complaint', (t) => {
  t.true(judgeDisks(both, { ...report, stale: ['sdc6'] }).ok);
});

test('a disk that could not be opened is told with what helps', (t) => {
  t.regex(judgeDisks({ ...both, missing: true }, { ...report, members: ['sda6'], locked: ['sdb6'] }).detail, /sdb6 could not be opened.*sda6 only.*does not open it.*repair --disk/);
});

test('what only says that it holds the data of this machine is told, with the reason', (t) => {
  for (const [reason, words] of [['kind', /not encrypted as/], ['key', /does not open it/], ['unlisted', /knows no such disk/], ['copy', /is a copy of/]] as const) {
    const finding = judgeDisks(both, { ...report, foreign: [{ partition: 'sdc1', reason }] });
    t.false(finding.ok);
    t.regex(finding.detail, /^sdc1 says that it holds .*it is not used\. Take its disk out$/);
    t.regex(finding.detail, words);
  }
});

test('a disk that gives errors is told by name', (t) => {
  t.regex(judgeDisks({ ...both, faulty: ['sdb6'] }, report).detail, /sdb6 gives errors/);
});

test('two halves that each ran alone are for people to choose from', (t) => {
  const report: StateReport = { state: 'x', expected: 2, members: ['sda6'], stale: ['sdb6'], apart: ['sdb6'], encrypted: false, openedBy: 'nothing' };
  t.regex(judgeDisks({ members: ['sda6'], missing: false, faulty: [] }, report).detail, /sdb6 also ran without the other.*sda6 only.*repair --disk/);
});

test('a drive that complains makes good disks a bad finding; nothing hides what is worse', (t) => {
  const good = judgeDisks(both, report);
  const drives = [{ disk: 'sda', complaint: undefined }, { disk: 'sdb', complaint: 'says of itself that it fails (serial X)' }];
  t.deepEqual(withDrives(good, drives, undefined), { ok: false, detail: 'the disk sdb says of itself that it fails (serial X): it should be replaced soon' });
  t.regex(withDrives(judgeDisks(both, { ...report, members: ['sda6'] }), drives, undefined).detail, /missing/);
  t.deepEqual(withDrives(good, [{ disk: 'sda', complaint: undefined }], undefined), good);
});

test('when all of it was last read is told beside that it is well', (t) => {
  t.is(withDrives(judgeDisks(both, report), [], '2026-11-01').detail, 'all 2 disks are there, without errors; all of it was read on 2026-11-01');
});
