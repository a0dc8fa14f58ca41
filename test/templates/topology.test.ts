import test from 'ava';
import { zonesOf } from '../../builder/site/zones.ts';
import type { Machine } from '../../templates/contract.ts';
import { carriedZones, isPrivate, nodeAddresses, topologyOf, uniqueLocalPrefix, uniqueLocalSubnet } from '../../templates/topology.ts';
import { goldenFolder, renderCase, router } from '../builder/render/cases.ts';

const { site } = (await renderCase(`${goldenFolder}/router-minimal`)).plan;
const zones = zonesOf(site);
const lan = (role: string) => ({ role, kind: 'lan', mac: '52:54:00:00:00:02' }) as const;
const alone: Machine = { links: [lan('lan0')], addresses: [] };

test('two links make a router', (t) => {
  t.deepEqual(topologyOf(router), { mode: 'router', wan: ['wan0'], lan: 'lan', bridged: ['lan0'] });
});

test('more LAN links are joined by a bridge', (t) => {
  const machine = { ...router, links: [...router.links, lan('lan1')] };
  t.deepEqual(topologyOf(machine), { mode: 'router', wan: ['wan0'], lan: 'lan', bridged: ['lan0', 'lan1'] });
});

test('one link makes a host', (t) => {
  t.deepEqual(topologyOf(alone), { mode: 'host', wan: [], lan: 'lan0', bridged: [] });
});

test('a machine without links can be planned', (t) => {
  t.deepEqual(topologyOf({ links: [], addresses: [] }), { mode: 'host', wan: [], lan: null, bridged: [] });
});

test("a router is reached at the management zone's gateway, whatever its other addresses are", (t) => {
  const machine = { ...router, addresses: [{ role: 'wan0', cidr: '192.168.1.20/24' }] };
  t.deepEqual(nodeAddresses({ site, machine, zones }), ['10.0.0.1']);
});

test('a host is reached at the addresses it got, but not at link-local ones', (t) => {
  const addresses = ['192.168.1.20/24', '169.254.3.4/16', 'fe80::1/64', 'fd00::20/64'].map((cidr) => ({ role: 'lan0', cidr }));
  t.deepEqual(nodeAddresses({ site, machine: { ...alone, addresses }, zones }), ['192.168.1.20', 'fd00::20']);
});

test('a host with a fixed address is reached there before it has it', (t) => {
  const wan = { ...site.network.wan, mode: 'static', address: '192.168.7.2/24' } as const;
  t.deepEqual(nodeAddresses({ site: { ...site, network: { ...site.network, wan } }, machine: alone, zones }), ['192.168.7.2']);
});

test('private addresses are told from those of the internet', (t) => {
  t.deepEqual(['10.1.2.3', '172.31.0.1', '192.168.0.1', '169.254.1.1', 'fd12::1', 'fe80::1'].filter(isPrivate).length, 6);
  t.deepEqual(['9.9.9.9', '172.32.0.1', '203.0.113.10', '2001:db8::1'].filter(isPrivate), []);
});

test('a zone without a VLAN is on the LAN itself, the others are VLANs, and zones that are off are nowhere', (t) => {
  const names = carriedZones(zones, topologyOf(router)).map(({ zone, interface: name }) => `${zone.name} ${name}`);
  t.deepEqual(names, ['mgmt lan', 'srv vlan200', 'home vlan310', 'guest vlan510', 'dmz vlan610']);
  t.deepEqual(carriedZones(zones, topologyOf(alone)).map(({ zone }) => zone.name), ['mgmt']);
});

test("the house's own IPv6 prefix is the same at every start, and another in every house", (t) => {
  const prefix = uniqueLocalPrefix(site, router);
  t.regex(prefix, /^fd[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}$/);
  t.is(prefix, uniqueLocalPrefix(site, { ...router, links: [...router.links].reverse() }));
  t.not(prefix, uniqueLocalPrefix(site, { ...router, links: [lan('lan0'), { role: 'wan0', kind: 'wan', mac: '52:54:00:00:00:00' }] }));
  t.not(prefix, uniqueLocalPrefix({ ...site, site: { ...site.site, domain: 'other.internal' } }, router));
  t.deepEqual(uniqueLocalSubnet('fd12:3:4', { vlan: 310 }), { subnet: 'fd12:3:4:310::/64', gateway: 'fd12:3:4:310::1' });
  t.deepEqual(uniqueLocalSubnet('fd12:3:4', { vlan: 0 }), { subnet: 'fd12:3:4::/64', gateway: 'fd12:3:4::1' });
});

test('a site that brings its own IPv6 prefix has that one, on every machine', (t) => {
  const named = { ...site, network: { ...site.network, ula: 'fd12:3456:789a::/48' } };
  t.is(uniqueLocalPrefix(named, router), 'fd12:3456:789a');
  t.is(uniqueLocalPrefix(named, alone), 'fd12:3456:789a');
});
