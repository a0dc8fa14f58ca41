import test from 'ava';
import { type Group, measureGroups } from './bench-report.ts';

const groups: readonly Group[] = [
  { name: 'guest', keys: ['start_guest_s', 'install_guest_s'], measure: () => Promise.resolve({ start_guest_s: 53.123_456, install_guest_s: NaN }) },
  { name: 'copy', keys: ['install_ratio'], measure: () => Promise.reject(new Error('no disk')) },
];

test('every key is one number or null, and one group that fails does not take the others with it', async (t) => {
  t.deepEqual(await measureGroups(groups, []), { numbers: { start_guest_s: 53.123, install_guest_s: null, install_ratio: null }, failures: ['copy: no disk'] });
});

test('only the groups that are named are measured; the keys of the others are there all the same', async (t) => {
  t.deepEqual(await measureGroups(groups, ['guest']), { numbers: { start_guest_s: 53.123, install_guest_s: null, install_ratio: null }, failures: [] });
  await t.throwsAsync(measureGroups(groups, ['gest']), { message: /There is no group gest; there are guest, copy/ });
});

test('a number that no key is for is a failure, not a new key', async (t) => {
  const stray: Group = { name: 'stray', keys: ['one'], measure: () => Promise.resolve({ one: 1, two: 2 }) };
  t.deepEqual(await measureGroups([stray], []), { numbers: { one: null }, failures: ['stray: it measured two, which no key is for'] });
});
