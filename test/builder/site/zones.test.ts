import test from 'ava';
import { zonesOf, type Zone } from '../../../builder/site/zones.ts';
import { fixture, minimalWith, siteOf } from './fixtures.ts';

const defaults = zonesOf(siteOf(fixture('valid', 'minimal.yaml')));

function zone(name: string, zones: readonly Zone[] = defaults): Zone | undefined {
  return zones.find((candidate) => candidate.name === name);
}

test('the zones are those of TAPPaaS with their VLANs and subnets', (t) => {
  t.deepEqual(
    defaults.map(({ name, vlan, subnet }) => [name, vlan, subnet]),
    [
      ['mgmt', 0, '10.0.0.0/24'],
      ['srv', 200, '10.2.0.0/24'],
      ['home', 310, '10.3.10.0/24'],
      ['work', 320, '10.3.20.0/24'],
      ['guest', 510, '10.5.10.0/24'],
      ['dmz', 610, '10.6.0.0/24'],
      ['iotLocal', 410, '10.4.10.0/24'],
      ['iotCloud', 420, '10.4.20.0/24'],
      ['iotCams', 430, '10.4.30.0/24'],
      ['iotUntrust', 440, '10.4.40.0/24'],
    ],
  );
});

test('work and the internet of things are off until the site asks for them', (t) => {
  t.deepEqual(defaults.filter(({ enabled }) => enabled).map(({ name }) => name), ['mgmt', 'srv', 'home', 'guest', 'dmz']);
});

test('the gateway is the first address, and leases come from a range above the fixed ones', (t) => {
  t.like(zone('home'), { gateway: '10.3.10.1', dhcp: { from: '10.3.10.50', to: '10.3.10.250' } });
  t.like(zone('mgmt'), { gateway: '10.0.0.1', dhcp: { from: '10.0.0.100', to: '10.0.0.254' } });
});

test('a changed subnet moves the gateway and the leases along', (t) => {
  const zones = zonesOf(siteOf(minimalWith('network: {zones: {home: {vlan: 311, subnet: 192.168.5.0/24}}}')));
  t.like(zone('home', zones), { vlan: 311, subnet: '192.168.5.0/24', gateway: '192.168.5.1', dhcp: { from: '192.168.5.50', to: '192.168.5.250' } });
});

test('zones are switched on and off by the site', (t) => {
  const zones = zonesOf(siteOf(minimalWith('network: {zones: {guest: {enabled: false}, iotCams: {enabled: true}}}')));
  t.is(zone('guest', zones)?.enabled, false);
  t.is(zone('iotCams', zones)?.enabled, true);
});

test('nobody but management may start connections to cameras and untrusted things', (t) => {
  const reaching = defaults.filter(({ mayReach }) => ['iotCams', 'iotUntrust', '*'].some((name) => mayReach.includes(name)));
  t.deepEqual(reaching.map(({ name }) => name), ['mgmt']);
});

test('guests reach the internet and nothing else', (t) => {
  t.deepEqual(zone('guest')?.mayReach, ['internet']);
});

test('a zone of the site\'s own comes after the others, with what its type usually reaches', (t) => {
  const zones = zonesOf(siteOf(minimalWith('network: {zones: {lab: {type: client, vlan: 330}, things: {type: iot, vlan: 1234}}}')));
  t.deepEqual(zones.slice(0, -2), defaults);
  t.like(zone('lab', zones), { enabled: true, subnet: '10.3.30.0/24', gateway: '10.3.30.1', mayReach: ['internet', 'srv'], pinholesFrom: [] });
  t.like(zone('things', zones), { subnet: '10.12.34.0/24', mayReach: [] });
});

test('a site says whom a zone reaches', (t) => {
  const zones = zonesOf(siteOf(minimalWith('network: {zones: {srv: {mayReach: [], pinholesFrom: [dmz, home]}}}')));
  t.like(zone('srv', zones), { mayReach: [], pinholesFrom: ['dmz', 'home'] });
});
