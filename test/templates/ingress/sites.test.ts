import test from 'ava';
import { zonesOf } from '../../../builder/site/zones.ts';
import { sitesOf } from '../../../templates/ingress/sites.ts';
import { privateRanges, uniqueLocalPrefix } from '../../../templates/topology.ts';
import { goldenFolder, renderCase, router } from '../../builder/render/cases.ts';

const { plan } = await renderCase(`${goldenFolder}/router-minimal`);
const { site } = plan;
const zones = zonesOf(site);
const published = { module: 'photos', host: 'photos.casa.internal', title: 'Photos', zones: ['home'], backend: { kind: 'port', port: 8080 } } as const;
const alone = { links: router.links.filter(({ kind }) => kind === 'lan'), addresses: [] };

test('a service behind a port has no folder', (t) => {
  t.like(sitesOf([published], { site, machine: router, zones })[0], { hosts: ['photos.casa.internal'], port: 8080, folder: null });
});

test("a router shows a name to its zones, to the management zone and the overlay's people, and to itself, by IPv6 as well", (t) => {
  const prefix = uniqueLocalPrefix(site, router);
  const allowed = ['127.0.0.0/8', '::1', '10.255.1.0/24', '10.0.0.0/24', `${prefix}::/64`, '10.3.10.0/24', `${prefix}:310::/64`];
  t.deepEqual(sitesOf([published], { site, machine: router, zones })[0]?.allowed, allowed);
});

test('a host in a foreign network cannot tell zones apart', (t) => {
  t.is(sitesOf([published], { site, machine: alone, zones })[0]?.allowed, null);
});

test('an IPv6 address stands in brackets, as in an address bar', (t) => {
  t.deepEqual(sitesOf([{ ...published, aliases: ['fd00::1', '10.0.0.1'] }], { site, machine: alone, zones })[0]?.hosts, ['photos.casa.internal', '[fd00::1]', '10.0.0.1']);
});

test("the house's authority vouches for the domain of the site, for internal and for local, and for private addresses; for nothing else", (t) => {
  const [authority] = plan.facts.secrets.flatMap((secret) => (secret.kind === 'certificate-authority' ? [secret] : []));
  t.deepEqual(authority?.permittedNames, [site.site.domain, 'internal', 'local']);
  t.deepEqual(authority?.permittedAddresses, [...privateRanges.ipv4, ...privateRanges.ipv6]);
});
