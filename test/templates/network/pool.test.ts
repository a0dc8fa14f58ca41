import test from 'ava';
import { poolOf } from '../../../templates/network/pool.ts';

test('a DHCP range is counted from the start of its subnet, ends included', (t) => {
  t.deepEqual(poolOf({ subnet: '10.0.0.0/24', dhcp: { from: '10.0.0.100', to: '10.0.0.254' } }), { offset: 100, size: 155 });
  t.deepEqual(poolOf({ subnet: '10.0.0.0/22', dhcp: { from: '10.0.1.0', to: '10.0.3.250' } }), { offset: 256, size: 763 });
});
