import test from 'ava';
import { topologyOf } from '../../../templates/topology.ts';
import { devicesOf, linksOf, networksOf } from '../../../templates/network/links.ts';
import type { Machine } from '../../../templates/contract.ts';
import { goldenFolder, renderCase, router } from '../../builder/render/cases.ts';

const { site, zones } = (await renderCase(`${goldenFolder}/router-minimal`)).plan;
const mac = '52:54:00:00:00:02';
const networks = (machine: Machine) => networksOf(site, machine, zones, topologyOf(machine));
const devices = (machine: Machine) => devicesOf(site, machine, zones, topologyOf(machine));

test('a router has one bridge over its LAN links, and the zones as VLANs on it', (t) => {
  t.like(networks(router)['lan'], { bridge: null, vlans: ['vlan200', 'untagged', 'tagged310', 'vlan510', 'vlan610'], zone: { addresses: ['10.0.0.1/24', networks(router)['lan']?.zone?.addresses[1] ?? ''] } });
  t.like(networks(router)['lan0'], { bridge: 'lan', zone: null, vlans: [] });
  t.deepEqual(devices(router)['vlan510'], { name: 'vlan510', bridge: false, vlan: 510 });
  t.is(networks(router)['vlan310']?.zone?.addresses[0], '10.3.10.1/24');
});

test('two LAN links may hang on one switch: only then the bridge waits before it passes frames on', (t) => {
  const machine: Machine = { ...router, links: [...router.links, { role: 'lan1', kind: 'lan', mac }] };
  t.like(devices(machine)['lan'], { bridge: true, stp: true, knowsVlans: true });
  t.like(devices(router)['lan'], { bridge: true, stp: false, knowsVlans: true });
  t.like(networks(machine)['lan1'], { bridge: 'lan', isolated: 'no', zone: null });
});

test('a link that its MAC address does not tell apart is named by its place', (t) => {
  const machine: Machine = { ...router, links: [{ role: 'wan0', kind: 'wan', mac, path: 'pci-0000:01:00.0' }, { role: 'lan0', kind: 'lan', mac, path: 'pci-0000:02:00.0' }] };
  t.deepEqual(linksOf(machine)['lan0'], { role: 'lan0', mac, path: 'pci-0000:02:00.0' });
});

test('one link that carries the way out as a VLAN makes a router all the same; that VLAN does not enter the bridge', (t) => {
  const machine: Machine = { links: [{ role: 'lan0', kind: 'lan', mac }, { role: 'wan0', kind: 'wan', mac, vlan: { id: 4000, over: 'lan0' } }], addresses: [] };
  t.is(topologyOf(machine).mode, 'router');
  t.deepEqual(Object.keys(linksOf(machine)), ['lan0']);
  t.deepEqual(devices(machine)['wan0'], { name: 'wan0', bridge: false, vlan: 4000 });
  t.deepEqual(networks(machine)['lan0']?.vlans, ['wan0']);
  t.like(networks(machine)['wan0'], { dhcp: true });
});

test('a VLAN on the port outside: the cable below has no address, and only the VLAN asks for one', (t) => {
  const machine: Machine = { links: [{ role: 'wan0', kind: 'wan', mac: '52:54:00:00:00:01', vlan: { id: 7, over: 'outside0' } }, { role: 'lan0', kind: 'lan', mac }], addresses: [] };
  t.is(topologyOf(machine).mode, 'router');
  t.deepEqual(Object.keys(linksOf(machine)), ['lan0', 'outside0']);
  t.is(linksOf(machine)['outside0']?.mac, '52:54:00:00:00:01');
  t.deepEqual(devices(machine)['wan0'], { name: 'wan0', bridge: false, vlan: 7 });
  t.like(networks(machine)['outside0'], { vlans: ['wan0'], dhcp: false, static: null, zone: null, bridge: null, forwards: false, quiet: true });
  t.like(networks(machine)['wan0'], { dhcp: true, forwards: true });
  t.deepEqual(networks(machine)['lan0']?.vlans, []);
});

test('one link alone is a guest: no zones, no VLANs, nothing passed on', (t) => {
  const machine: Machine = { links: [{ role: 'lan0', kind: 'lan', mac }], addresses: [] };
  t.deepEqual(devices(machine), {});
  t.deepEqual(Object.keys(networks(machine)), ['lan0']);
  t.like(networks(machine)['lan0'], { dhcp: true, zone: null, forwards: false });
});

test("zones that do not reach the internet get no part of the provider's prefix, and switching one on renumbers no other", (t) => {
  const all = zones.map((zone) => ({ ...zone, enabled: true }));
  const delegated = (list: typeof zones) => Object.fromEntries(Object.values(networksOf(site, router, list, topologyOf(router))).flatMap(({ name, zone }) => (zone === null ? [] : [[name, zone.delegated?.subnetId ?? null]])));
  t.is(delegated(all)['vlan430'], null);
  t.is(delegated(all)['vlan510'], delegated([...zones])['vlan510']);
});

test('while nobody knows which of several links leads outside, none of them is joined with another', (t) => {
  const machine: Machine = { links: ['lan0', 'lan1'].map((role, index) => ({ role, kind: 'lan', mac: `52:54:00:00:00:0${index}` })), addresses: [] };
  for (const role of ['lan0', 'lan1']) t.like(networks(machine)[role], { bridge: 'lan', isolated: 'yes' });
  t.like(networks({ ...machine, links: [...machine.links, ...router.links.filter(({ kind }) => kind === 'wan')] })['lan1'], { bridge: 'lan', isolated: 'no' });
});

test('a single address has its router at the end of the cable; others have it in their network', (t) => {
  const wan = (address: string, gateway: string) => networksOf({ ...site, network: { ...site.network, wan: { mode: 'static', address, gateway, dns: [] } } }, router, zones, topologyOf(router))['wan0']?.static;
  t.deepEqual(wan('203.0.113.10/32', '198.51.100.1'), { address: '203.0.113.10/32', gateway: null, farGateway: '198.51.100.1' });
  t.deepEqual(wan('2001:db8::10/128', 'fe80::1'), { address: '2001:db8::10/128', gateway: null, farGateway: 'fe80::1' });
  t.deepEqual(wan('203.0.113.10/29', '203.0.113.9'), { address: '203.0.113.10/29', gateway: '203.0.113.9', farGateway: null });
});
