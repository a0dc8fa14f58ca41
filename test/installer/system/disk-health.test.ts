import test from 'ava';
import { parseScrub } from '../../../installer/system/disk-health.ts';

const status = (word: string): string => `UUID:             7838708b-a211-4fab-8bf3-280fd3cf5d3d
Scrub started:    Sun Nov  1 04:12:07 2026
Status:           ${word}
Duration:         0:00:31
Total to scrub:   2.05GiB
Rate:             67.71MiB/s
Error summary:    no errors found
`;

test('the day of the last whole reading is known', (t) => {
  t.is(parseScrub(status('finished')), '2026-11-01');
});

test('one that runs, or was cut off, or never was, gives no day', (t) => {
  t.is(parseScrub(status('running')), undefined);
  t.is(parseScrub(status('aborted')), undefined);
  t.is(parseScrub('UUID:             7838708b\n\tno stats available\n'), undefined);
});
