import test from 'ava';
import type { Link } from '../../../installer/inventory/inventory.ts';
import { addressClash } from '../../../installer/plan/address-clash.ts';
import { siteFor } from './site-for.ts';

const [a, b] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
const link = (permanentMac: string, leases?: readonly string[], wireless = false): Link => ({ name: `link-${permanentMac.slice(-1)}`, permanentMac, carrier: true, wireless, leases });

const problem = (links: readonly Link[], site = siteFor()): string => addressClash(site, { links })?.problem ?? '';

test('a lease from inside of a zone is a clash on a router', (t) => {
  t.regex(problem([link(a, ['10.0.0.5/24']), link(b)]), /10\.0\.0\.5\/24.*mgmt/);
  t.regex(problem([link(a, ['10.3.10.200/28']), link(b)]), /home/);
});

test('a lease elsewhere is none, nor is one that nobody asked for', (t) => {
  t.is(problem([link(a, ['192.168.1.5/24']), link(b, [])]), '');
  t.is(problem([link(a), link(b)]), '');
});

test('a zone that is switched off is in nobody\'s way', (t) => {
  t.is(problem([link(a, ['10.3.20.5/24']), link(b)]), '');
});

test('with one wired link there is no clash, whatever the radio says', (t) => {
  t.is(problem([link(a, ['10.0.0.5/24']), link(b, [], true)]), '');
});

test('only the link that leads outside counts', (t) => {
  const site = siteFor({}, { wan: { mode: 'dhcp', mac: b, dns: [] } });
  t.is(problem([link(a, ['10.0.0.5/24']), link(b, ['192.168.1.5/24'])], site), '');
});

test('a static address counts too', (t) => {
  const site = siteFor({}, { wan: { mode: 'static', address: '10.2.0.9/16', gateway: '10.2.0.1', dns: [] } });
  t.regex(problem([link(a), link(b)], site), /srv/);
});

test('the networks that are proposed are in nobody\'s way', (t) => {
  const site = siteFor({}, { zones: { work: { enabled: true, subnet: '192.168.101.0/24' } } });
  const clash = addressClash(site, { links: [link(a, ['10.0.0.5/8']), link(b)] });
  const subnets = [...(clash?.remedies.join('\n') ?? '').matchAll(/subnet: (\S+)/g)].map(([, subnet]) => subnet);
  t.is(subnets.length, 5);
  t.is(new Set(subnets).size, 5);
  t.false(subnets.includes('192.168.101.0/24'));
});

test('a machine with one link and a static address is a guest all the same', (t) => {
  const site = siteFor({}, { wan: { mode: 'static', address: '10.2.0.9/16', gateway: '10.2.0.1', dns: [] } });
  t.is(problem([link(a)], site), '');
});
