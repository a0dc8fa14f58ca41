import test from 'ava';
import type { InstallPlan } from '../../../installer/plan/install-plan.ts';
import { warningsOf } from '../../../installer/plan/plan-warnings.ts';
import { diskWith } from './disks.ts';

function warnings(...sizes: readonly number[]): string[] {
  const disks = sizes.map((bytes, index) => diskWith({ bytes, path: `/dev/sd${index}` }));
  const plan: InstallPlan = { verdict: 'install', systemDisks: [diskWith()], pools: [{ name: 'tanka1', disks }], encryption: { encrypted: false, reason: '' }, disks: [], destroyed: [], steps: [] };
  return warningsOf(plan);
}

test('a single disk, and disks that are sold as the same size, bring no warning', (t) => {
  t.deepEqual(warnings(4e12), []);
  t.deepEqual(warnings(500.1e9, 500.2e9), []);
});

test('of two unequal disks the larger is used as far as the smaller goes', (t) => {
  t.regex(warnings(500e9, 2e12).join(), /it holds 500 GB, and 1\.5 TB stay unused/);
});

test('three disks share out what they hold, unless one is larger than the others together', (t) => {
  t.deepEqual(warnings(4e12, 4e12, 8e12), []);
  t.regex(warnings(4e12, 4e12, 12e12).join(), /it holds 8 TB, and 4 TB stay unused/);
});
