import test from 'ava';
import { topologyOf } from '../../../templates/topology.ts';
import { devicesOf, linksOf, networksOf } from '../../../templates/network/links.ts';
import type { Machine } from '../../../templates/contract.ts';
import { goldenFolder, renderCase, router } from '../../builder/render/cases.ts';

const { site, zones } = (await renderCase(`${goldenFolder}/router-minimal`)).plan;
const mac = '52:54:00:00:00:02';
const networks = (machine: Machine) => networksOf(site, machine, zones, topologyOf(machine));
const devices = (machine: Machine) => devicesOf(site, machine, zones, topologyOf(machine));

test('zones are VLANs on the LAN link, which carries the management zone untagged', (t) => {
  t.like(networks(router)['lan0'], { bridge: null, tagged: null, vlans: ['vlan200', 'vlan310', 'vlan510', 'vlan610'], zone: { addresses: ['10.0.0.1/24'] } });
  t.deepEqual(devices(router)['vlan310'], { name: 'vlan310', bridge: false, vlan: 310 });
  t.is(networks(router)['vlan310']?.zone?.addresses[0], '10.3.10.1/24');
});

test('with more LAN links a bridge knows the VLANs: ports carry all, the node those that it has zones for', (t) => {
  const machine: Machine = { ...router, links: [...router.links, { role: 'lan1', kind: 'lan', mac }] };
  t.deepEqual(devices(machine)['lan'], { name: 'lan', bridge: true, vlan: null });
  t.like(networks(machine)['lan1'], { bridge: 'lan', tagged: ['2-4094'], zone: null });
  t.like(networks(machine)['lan'], { tagged: ['200', '310', '510', '610'], vlans: ['vlan200', 'vlan310', 'vlan510', 'vlan610'] });
});

test('one link that carries the way out as a VLAN makes a router all the same', (t) => {
  const machine: Machine = { links: [{ role: 'lan0', kind: 'lan', mac }, { role: 'wan0', kind: 'wan', mac, vlan: { id: 4000, over: 'lan0' } }], addresses: [] };
  t.is(topologyOf(machine).mode, 'router');
  t.deepEqual(Object.keys(linksOf(machine)), ['lan0']);
  t.deepEqual(devices(machine)['wan0'], { name: 'wan0', bridge: false, vlan: 4000 });
  t.deepEqual(networks(machine)['lan0']?.vlans.at(-1), 'wan0');
  t.true(networks(machine)['wan0']?.dhcp);
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
