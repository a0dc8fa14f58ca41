import test from 'ava';
import { zonesOf } from '../../../builder/site/zones.ts';
import { sitesOf } from '../../../templates/ingress/sites.ts';
import { goldenFolder, renderCase, router } from '../../builder/render/cases.ts';

const { site } = (await renderCase(`${goldenFolder}/router-minimal`)).plan;
const zones = zonesOf(site);
const published = { module: 'photos', host: 'photos.casa.internal', title: 'Photos', zones: ['home'], backend: { kind: 'port', port: 8080 } } as const;
const alone = { links: router.links.filter(({ kind }) => kind === 'lan'), addresses: [] };

test('a service behind a port has no folder', (t) => {
  t.like(sitesOf([published], { machine: router, zones })[0], { hosts: ['photos.casa.internal'], port: 8080, folder: null });
});

test('a router shows a name to its zones, to the management zone and to itself', (t) => {
  t.deepEqual(sitesOf([published], { machine: router, zones })[0]?.allowed, ['127.0.0.0/8', '::1', '10.0.0.0/24', '10.3.10.0/24']);
});

test('a host in a foreign network cannot tell zones apart', (t) => {
  t.is(sitesOf([published], { machine: alone, zones })[0]?.allowed, null);
});

test('an IPv6 address stands in brackets, as in an address bar', (t) => {
  t.deepEqual(sitesOf([{ ...published, aliases: ['fd00::1', '10.0.0.1'] }], { machine: alone, zones })[0]?.hosts, ['photos.casa.internal', '[fd00::1]', '10.0.0.1']);
});
