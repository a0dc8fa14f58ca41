import test from 'ava';
import { leaseZones, netmaskOf, reverseDomain } from '../../../templates/addressing/zones.ts';
import { topologyOf } from '../../../templates/topology.ts';
import { reverseDomains } from '../../../templates/dns/records.ts';
import { renderCase, templates } from '../../builder/render/cases.ts';

const { plan } = await renderCase(`${templates}/addressing/example`);
const zones = leaseZones(plan.site, plan.zones, topologyOf(plan.machine));

test('a zone has the interface, the range and the domain that its machines get', (t) => {
  t.like(zones.find(({ name }) => name === 'home'), { interface: 'vlan310', domain: 'home.internal', from: '10.3.10.50', to: '10.3.10.250', netmask: '255.255.255.0' });
  t.like(zones.find(({ name }) => name === 'mgmt'), { interface: 'lan', from: '10.0.0.100', to: '10.0.0.254' });
});

test('a machine of the site file has its full name, a plain MAC address, and its aliases', (t) => {
  t.deepEqual(zones.find(({ name }) => name === 'home')?.devices[0], {
    hostname: 'printer',
    name: 'printer.home.internal',
    mac: '00:1b:21:3a:4f:5e',
    address: '10.3.10.20',
    aliases: ['laser.home.internal'],
  });
});

test('masks and reverse domains follow from the subnet', (t) => {
  t.deepEqual(['10.0.0.0/24', '10.20.0.0/22', '172.16.0.0/16'].map(netmaskOf), ['255.255.255.0', '255.255.252.0', '255.255.0.0']);
  t.deepEqual(['10.3.10.0/24', '10.20.0.0/22'].map(reverseDomain), ['10.3.10.in-addr.arpa', '20.10.in-addr.arpa']);
  t.deepEqual(reverseDomains('10.20.0.0/22'), ['0.20.10.in-addr.arpa', '1.20.10.in-addr.arpa', '2.20.10.in-addr.arpa', '3.20.10.in-addr.arpa']);
});
