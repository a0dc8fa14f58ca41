import test from 'ava';
import { wasAnyAway } from '../../../installer/execute/pools.ts';

test('a disk that was away while others were written to is told from one that a power cut came between', (t) => {
  t.true(wasAnyAway([1000, 900]));
  t.true(wasAnyAway([7, 9]));
  t.false(wasAnyAway([999, 1000]));
  t.false(wasAnyAway([]));
  t.false(wasAnyAway([5]));
});
