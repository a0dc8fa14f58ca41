import test from 'ava';
import { describeNetwork, networkStatusOf, parseLeases, refusedPackets } from '../../../installer/network/status.ts';
import { goldenFolder, renderCase } from '../../builder/render/cases.ts';

const { plan } = await renderCase(`${goldenFolder}/router-minimal`);
const leases = parseLeases('1760000000 52:54:00:aa:bb:cc 10.3.10.60 printer ff:01\n1760000000 52:54:00:aa:bb:dd 10.3.10.61 * *\nduid 00:01\n');
const links = [
  { ifname: 'wan0', operstate: 'UP', addr_info: [{ local: '192.168.1.20', prefixlen: 24, scope: 'global' }, { local: 'fe80::1', prefixlen: 64, scope: 'link' }] },
  { ifname: 'vlan310', operstate: 'UP' },
];

test('leases are read with their names; a machine without one has none', (t) => {
  t.deepEqual(leases.map(({ name, address }) => [name, address]), [['printer', '10.3.10.60'], [null, '10.3.10.61']]);
  t.is(leases[0]?.until, '2025-10-09T08:53:20.000Z');
});

test('refused packets are counted by the rule that refused them', (t) => {
  t.deepEqual(refusedPackets({ nftables: [{}, { counter: { name: 'refused_no_pair', packets: 7 } }, { counter: { name: 'other', packets: 1 } }] }), { no_pair: 7 });
});

test('the network is told by links, zones, leases and refused packets', (t) => {
  const status = networkStatusOf(plan, { links, leases, refused: { no_pair: 7 } });
  t.like(status.zones.find(({ name }) => name === 'home'), { interface: 'vlan310', vlan: 310, state: 'up', leases: 2 });
  t.like(status.zones.find(({ name }) => name === 'mgmt'), { interface: 'lan', vlan: 0, untagged: false, state: 'missing', leases: 0 });
  t.deepEqual(status.links.map(({ name, addresses }) => [name, addresses]), [['wan0', ['192.168.1.20/24']], ['lan0', []]]);
  const text = describeNetwork(status).join('\n');
  t.regex(text, /router of the house/);
  t.regex(text, /home +10\.3\.10\.0\/24 +VLAN 310 +vlan310 +up, 2 leases, and untagged frames/);
  t.regex(text, /printer/);
  t.regex(text, /no_pair +7/);
});
