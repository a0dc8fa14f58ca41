import test from 'ava';
import { zonesOf } from '../../../builder/site/zones.ts';
import type { Machine, ModuleContext } from '../../../templates/contract.ts';
import { discovery } from '../../../templates/discovery/module.ts';
import { goldenFolder, renderCase, router } from '../../builder/render/cases.ts';

const { site } = (await renderCase(`${goldenFolder}/router-minimal`)).plan;

function contextOf(machine: Machine): ModuleContext<unknown> {
  return { site, settings: {}, machine, zones: zonesOf(site), release: { version: '1.2.3', epoch: 0 }, modules: [] };
}

const interfacesOf = (machine: Machine): unknown =>
  discovery.view(contextOf(machine), { ports: [], pinholes: [], names: [], published: [], units: [], secrets: [], neededSecrets: [], users: [], oidcClients: [], state: [], checks: [], pages: [], guests: [] })['interfaces'];

test('a router answers on the sides of the house where people are, never towards the internet or to guests', (t) => {
  t.deepEqual(interfacesOf(router), ['lan', 'vlan310']);
});

test('with one link it answers there', (t) => {
  t.deepEqual(interfacesOf({ links: [{ role: 'lan0', kind: 'lan', mac: '52:54:00:00:00:02' }], addresses: [] }), ['lan0']);
});

test('the firewall lets the questions in from the zones where it answers', (t) => {
  t.deepEqual(discovery.facts(contextOf(router)).ports, [{ name: 'mdns', protocol: 'udp', port: 5353, zones: ['mgmt', 'home'] }]);
});

test('zones that find each other get a process for the pair, and the firewall lets both ask', (t) => {
  const zones = zonesOf(site).map((zone) => (zone.name === 'iotCloud' ? { ...zone, enabled: true, discovers: ['home'] } : zone.name === 'home' ? { ...zone, discovers: ['iotCloud', 'iotLocal'] } : zone));
  const context = { ...contextOf(router), zones };
  const { ports, units } = discovery.facts(context);
  t.deepEqual(units?.map(({ unit }) => unit), ['avahi-daemon.service', 'pintxo-discovery-home-iotCloud.service'], 'each pair once, and none with a zone that is off');
  t.deepEqual(ports?.map((port) => port.zones), [['mgmt', 'home', 'iotCloud']]);
});

test('without a link of the house nothing is started, which would answer everywhere', (t) => {
  const machine: Machine = { links: [{ role: 'wan0', kind: 'wan', mac: '52:54:00:00:00:01' }], addresses: [] };
  t.deepEqual(interfacesOf(machine), []);
  t.deepEqual(discovery.facts(contextOf(machine)), {});
});

test('while a person must say whether cables were swapped, the name that devices find says so', (t) => {
  const nameOf = (machine: Machine) => discovery.view(contextOf(machine), { ports: [], pinholes: [], names: [], published: [], units: [], secrets: [], neededSecrets: [], users: [], oidcClients: [], state: [], checks: [], pages: [], guests: [] })['name'];
  t.is(nameOf(router), 'casa');
  t.is(nameOf({ ...router, asksAboutCables: true }), 'casa: cables swapped?');
});
