import test from 'ava';
import type { Link } from '../../../installer/inventory/inventory.ts';
import { addressClash, placeNetworks } from '../../../installer/plan/address-clash.ts';
import { siteFor } from './site-for.ts';

const [a, b] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
const link = (permanentMac: string, leases?: readonly string[], wireless = false): Link => ({ name: `link-${permanentMac.slice(-1)}`, permanentMac, carrier: true, wireless, leases });

const problem = (links: readonly Link[], site = siteFor()): string => addressClash(site, { links })?.problem ?? '';

const moved = (links: readonly Link[], site = siteFor()): string[] => Object.keys(placeNetworks(site, { links }).moves);

test('a lease from inside of a zone, or of the overlay, moves that at the first installation, which goes on', (t) => {
  t.deepEqual(moved([link(a, ['10.0.0.5/24']), link(b)]), ['mgmt']);
  t.deepEqual(moved([link(a, ['10.3.10.200/28']), link(b)]), ['home']);
  t.deepEqual(moved([link(a, ['10.255.1.77/24']), link(b)]), ['admin']);
  for (const lease of ['10.0.0.5/24', '10.255.1.77/24', '10.20.30.40/8']) t.is(problem([link(a, [lease]), link(b)]), '');
});

test('a lease elsewhere is none, nor is one that nobody asked for', (t) => {
  t.deepEqual(moved([link(a, ['192.168.1.5/24']), link(b, [])]), []);
  t.is(placeNetworks(siteFor(), { links: [link(a), link(b)] }).settled, false);
  t.is(placeNetworks(siteFor(), { links: [link(a, ['192.168.1.5/24']), link(b)] }).settled, true);
});

test('with one wired link there is no clash, whatever the radio says', (t) => {
  t.deepEqual(moved([link(a, ['10.0.0.5/24']), link(b, [], true)]), []);
});

test('only the link that leads outside counts', (t) => {
  const site = siteFor({}, { wan: { mode: 'dhcp', mac: b, dns: [] } });
  t.deepEqual(moved([link(a, ['10.0.0.5/24']), link(b, ['192.168.1.5/24'])], site), []);
});

test('a static address moves nothing: it stands in site.yaml, where a person makes both fit', (t) => {
  const site = siteFor({}, { wan: { mode: 'static', address: '10.2.0.9/16', gateway: '10.2.0.1', dns: [] } });
  t.regex(problem([link(a), link(b)], site), /srv/);
});

test('a network that is too large to be put elsewhere is refused; what is proposed is in nobody\'s way', (t) => {
  const site = siteFor({}, { zones: { home: { subnet: '10.32.0.0/16' }, work: { enabled: true, subnet: '192.168.101.0/24' } } });
  const clash = addressClash(site, { links: [link(a, ['10.32.0.5/16']), link(b)] });
  const subnets = [...(clash?.remedies.join('\n') ?? '').matchAll(/subnet: (\S+)/g)].map(([, subnet]) => subnet);
  t.deepEqual(subnets, ['192.168.102.0/24']);
});

test('a machine with one link and a static address is a guest all the same', (t) => {
  const site = siteFor({}, { wan: { mode: 'static', address: '10.2.0.9/16', gateway: '10.2.0.1', dns: [] } });
  t.is(problem([link(a)], site), '');
});
