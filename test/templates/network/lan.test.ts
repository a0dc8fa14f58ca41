import test from 'ava';
import { zonesOf } from '../../../builder/site/zones.ts';
import { carriedByNode, carriedByPort, untaggedId } from '../../../templates/network/lan.ts';
import { devicesOf, networksOf } from '../../../templates/network/links.ts';
import { administratorZones, interfaceOfZone, topologyOf } from '../../../templates/topology.ts';
import { router } from '../../builder/render/cases.ts';
import { siteFor } from '../../installer/plan/site-for.ts';

const mac = '52:54:00:00:00:02';
type Network = NonNullable<Parameters<typeof siteFor>[1]>;
const house = (lan: Partial<NonNullable<Network['lan']>> = {}, zones: NonNullable<Network['zones']> = {}) => {
  const site = siteFor({}, { lan: { macs: [], ...lan }, zones });
  return { site, zones: zonesOf(site) };
};
const port = ({ site, zones }: ReturnType<typeof house>) => carriedByPort(site, zones, { mac });

test('by default untagged frames are home, and its VLAN is carried beside; mgmt has no port', (t) => {
  const plain = house();
  t.deepEqual(port(plain), { native: 4094, tagged: ['2-4093'] });
  t.deepEqual(carriedByNode(plain.site, plain.zones), { native: 1, tagged: ['200', '310', '510', '610', '4094'] });
  const topology = topologyOf(router);
  const networks = networksOf(plain.site, router, plain.zones, topology);
  t.like(networks['untagged'], { bridge: 'vlan310', zone: null });
  t.like(networks['tagged310'], { bridge: 'vlan310' });
  t.deepEqual(networks['vlan310']?.zone?.addresses[0], '10.3.10.1/24');
  t.deepEqual(networks['lan']?.zone?.addresses[0], '10.0.0.1/24', 'the machine keeps its own address');
  t.like(devicesOf(plain.site, router, plain.zones, topology), { vlan310: { bridge: true, knowsVlans: false }, untagged: { vlan: 4094 }, tagged310: { vlan: 310 } });
  t.deepEqual(administratorZones(plain.zones), ['mgmt', 'home']);
});

test('with mgmt untagged every port is as it was: mgmt untagged, all VLANs beside', (t) => {
  const managed = house({ untagged: 'mgmt' });
  t.deepEqual(port(managed), { native: 1, tagged: ['2-4094'] });
  t.deepEqual(administratorZones(managed.zones), ['mgmt']);
  t.deepEqual(Object.keys(networksOf(managed.site, router, managed.zones, topologyOf(router))).filter((name) => name.includes('tagged')), []);
});

test('mgmt with a VLAN of its own is a VLAN as the others', (t) => {
  const { zones } = house({}, { mgmt: { vlan: 100 } });
  t.is(interfaceOfZone({ ...zones[0], name: 'mgmt', enabled: true, vlan: zones[0]?.vlan ?? 0 }, topologyOf(router)), 'vlan100');
});

test('an access port carries its zone and nothing else, also the one that gives mgmt a port', (t) => {
  t.deepEqual(port(house({ ports: [{ mac, zone: 'guest' }] })), { native: 510, tagged: [] });
  t.deepEqual(port(house({ ports: [{ mac, zone: 'mgmt' }] })), { native: 1, tagged: [] });
  t.deepEqual(port(house({ ports: [{ mac, zone: 'home' }] })), { native: 310, tagged: [] });
});

test('a port with chosen tags carries those, and untagged frames only where they are given a zone', (t) => {
  t.deepEqual(port(house({ ports: [{ mac, tagged: ['guest', 'srv'] }] })), { native: null, tagged: ['200', '510'] });
  t.deepEqual(port(house({ ports: [{ mac, untagged: 'home', tagged: ['guest'] }] })), { native: 310, tagged: ['510'] });
  t.deepEqual(port(house({ ports: [{ mac: '52:54:00:00:00:99', zone: 'guest' }] })), { native: 4094, tagged: ['2-4093'] }, 'another port is as usual');
});

test('the number of untagged frames inside the bridge is nobody else\'s', (t) => {
  const { site, zones } = house({}, { guest: { vlan: 4094 }, work: { vlan: 4093 } });
  t.is(untaggedId(site, zones), 4092);
  t.deepEqual(port({ site, zones }), { native: 4092, tagged: ['2-4091', '4093-4094'] });
});
