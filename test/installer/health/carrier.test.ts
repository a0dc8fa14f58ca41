import test from 'ava';
import { checksOf } from '../../../installer/health/carrier.ts';

const checks = [{ kind: 'verity' }, { kind: 'unit' }, { kind: 'disks' }, { kind: 'unlocking' }, { kind: 'firewall' }] as const;

test('the appliance is judged by every check', (t) => {
  t.deepEqual(checksOf(undefined, checks), checks);
});

test('plain Debian is judged by its services, not by an image that it does not have', (t) => {
  t.deepEqual(checksOf('debian', checks).map(({ kind }) => kind), ['unit', 'firewall']);
});
