import test from 'ava';
import { mapsOf, type Maps } from '../../templates/firewall/maps.ts';
import { policyOf } from '../../templates/policy.ts';
import { goldenFolder, renderCase, templates } from '../builder/render/cases.ts';

const { plan } = await renderCase(`${goldenFolder}/router-minimal`);
const policy = policyOf(plan, plan.facts);
const guest = await renderCase(`${goldenFolder}/one-link-dhcp`);

test('zones that are off have no side and no pass', (t) => {
  t.false(policy.sides.some(({ name }) => name === 'iotCams'));
  t.false(policy.passes.some(({ from, to }) => [from, to].includes('iotCams')));
});

test('cameras and untrusted devices are in nobody\'s reach but that of the management zone', (t) => {
  const zones = plan.zones.map((zone) => ({ ...zone, enabled: true }));
  const all = policyOf({ ...plan, zones }, plan.facts);
  for (const name of ['iotCams', 'iotUntrust']) t.deepEqual(all.passes.filter(({ to }) => to === name).map(({ from }) => from), ['mgmt'], name);
});

test('nothing starts from the internet', (t) => {
  t.deepEqual(policy.passes.filter(({ from }) => from === 'internet'), []);
  t.deepEqual(policy.services.filter(({ side }) => side === 'internet'), []);
});

test('the remote access opens its port towards the internet only where site.yaml says where the house is found', async (t) => {
  const { plan: remote } = await renderCase(`${templates}/remote/example`);
  t.deepEqual(policyOf(remote, remote.facts).services.filter(({ side }) => side === 'internet').map(({ port }) => port), [51_821]);
});

test('a guest in a foreign network passes nothing on; a port for the internet is open to all there', (t) => {
  t.deepEqual(policyOf(guest.plan, guest.plan.facts).passes, []);
  const port = { name: 'wireguard', protocol: 'udp', port: 51_821, zones: ['mgmt', 'wan'], module: 'one' } as const;
  t.deepEqual(policyOf(guest.plan, { ports: [port], pinholes: [] }).services.map(({ side, toAnyone }) => [side, toAnyone]), [['mgmt', true], ['admin', true]]);
});

test('every key stands in a map once, since nftables takes no second', (t) => {
  const double = { ...policy, services: [...policy.services, ...policy.services], passes: [...policy.passes, ...policy.passes] };
  const maps: Maps = mapsOf(double);
  for (const elements of [maps.pairs, maps.services, maps.openings]) t.is(new Set(elements.map(({ key }) => key)).size, elements.length);
});

test('fifty more zones make the maps longer, not more', (t) => {
  const home = plan.zones.find(({ name }) => name === 'home');
  if (home === undefined) return void t.fail();
  const many = Array.from({ length: 50 }, (_, index) => ({ ...home, name: `zone${index}`, vlan: 1000 + index, subnet: `10.100.${index}.0/24` }));
  const maps = mapsOf(policyOf({ ...plan, zones: [...plan.zones, ...many] }, plan.facts));
  t.true(maps.pairs.length > 100);
  t.is(maps.pairs.find(({ key }) => key === '"vlan1049" . "wan0"')?.value, 'goto to_internet');
});
