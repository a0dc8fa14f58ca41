import test from 'ava';
import { earlierSitesOf, isCarriedOut, parseSiteHistory, withRecordsOf } from '../../../installer/plan/site-history.ts';
import { diskWith } from './disks.ts';

const digestOf = (letter: string): string => letter.repeat(64);
const record = { version: '1.0', siteDigest: digestOf('b'), earlierSites: [digestOf('a')], state: 'x' };

test('what a stick asked for stays carried out when another stick came after it', (t) => {
  t.true(isCarriedOut(record, digestOf('b')));
  t.true(isCarriedOut(record, digestOf('a')));
  t.false(isCarriedOut(record, digestOf('c')));
  t.false(isCarriedOut({ ...record, earlierSites: undefined }, digestOf('a')));
  t.false(isCarriedOut(undefined, digestOf('a')));
});

const halves = [
  { ...diskWith({ path: '/dev/sda', serial: 'A' }), installation: record },
  { ...diskWith({ path: '/dev/sdb', serial: 'B' }), installation: { ...record, siteDigest: digestOf('c') } },
  diskWith({ path: '/dev/sdc', serial: 'C' }),
];

test('the sites of all halves are remembered, each once, and the present one is not an earlier one', (t) => {
  const history = withRecordsOf(halves, {});
  t.deepEqual(history, { A: [digestOf('a'), digestOf('b')], B: [digestOf('a'), digestOf('c')] });
  t.deepEqual(earlierSitesOf(halves, digestOf('d'), history), [digestOf('a'), digestOf('b'), digestOf('c')]);
  t.deepEqual(earlierSitesOf(halves, digestOf('a'), history), [digestOf('b'), digestOf('c')]);
  t.deepEqual(earlierSitesOf(halves.slice(2), digestOf('a'), history), []);
});

test('what the stick kept lasts when a power cut has left nothing on the disk, and is of that disk alone', (t) => {
  const kept = parseSiteHistory(JSON.stringify(withRecordsOf(halves, { X: [digestOf('e')] })));
  const erased = halves.map((disk) => ({ ...disk, installation: undefined }));
  t.deepEqual(withRecordsOf(erased, kept), kept);
  t.deepEqual(earlierSitesOf(erased, digestOf('d'), kept), [digestOf('a'), digestOf('b'), digestOf('c')]);
  for (const text of [undefined, '', '{"A": 1}', '{"A": ["torn']) t.deepEqual(parseSiteHistory(text), {});
});
