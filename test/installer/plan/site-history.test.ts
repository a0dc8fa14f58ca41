import test from 'ava';
import { earlierSitesOf, isCarriedOut } from '../../../installer/plan/site-history.ts';
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

test('the sites of all halves are remembered, each once, and the present one is not an earlier one', (t) => {
  const disks = [{ ...diskWith({ path: '/dev/sda' }), installation: record }, { ...diskWith({ path: '/dev/sdb' }), installation: { ...record, siteDigest: digestOf('c') } }, diskWith({ path: '/dev/sdc' })];
  t.deepEqual(earlierSitesOf(disks, digestOf('d')), [digestOf('a'), digestOf('b'), digestOf('c')]);
  t.deepEqual(earlierSitesOf(disks, digestOf('a')), [digestOf('b'), digestOf('c')]);
  t.deepEqual(earlierSitesOf([diskWith({ path: '/dev/sda' })], digestOf('a')), []);
});
