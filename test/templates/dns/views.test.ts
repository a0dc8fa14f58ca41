import test from 'ava';
import { listeningAddresses, ownRecords, viewsOf } from '../../../templates/dns/views.ts';
import { uniqueLocalPrefix } from '../../../templates/topology.ts';
import { goldenFolder, renderCase } from '../../builder/render/cases.ts';

const { plan } = await renderCase(`${goldenFolder}/router-minimal`);
const photos = { module: 'photos', host: 'photos.casa.internal', title: 'Photos', zones: ['home'], backend: { kind: 'port', port: 8080 } } as const;
const portal = { module: 'page', host: 'casa.internal', aliases: ['house.local'], title: 'Page', zones: ['home', 'work'], backend: { kind: 'folder', path: '/p' } } as const;
const facts = { names: plan.facts.names, published: [portal, photos] };
const view = (zone: string) => viewsOf(plan, facts).find(({ name }) => name === zone);
const names = (zone: string) => view(zone)?.records.filter(({ type }) => type === 'A').map(({ name }) => name);

test('a published name leads to the zone for what is published; the name of the site to the node', (t) => {
  const leadsTo = (host: string) => ownRecords(plan, facts).filter(({ name }) => name === host).map(({ address }) => address);
  const prefix = uniqueLocalPrefix(plan.site, plan.machine);
  t.deepEqual(leadsTo('photos.casa.internal'), ['10.6.0.1', `${prefix}:610::1`]);
  for (const host of ['casa.internal', 'house.local']) t.deepEqual(leadsTo(host), ['10.0.0.1', `${prefix}::1`]);
});

test('a zone sees the names that are for it, and no others', (t) => {
  t.deepEqual(names('home'), ['casa.internal', 'house.local', 'pintxo1.mgmt.internal', 'photos.casa.internal']);
  t.deepEqual(names('guest'), ['pintxo1.mgmt.internal']);
});

test('a zone sees the machines of the zones that it may reach, and its own', (t) => {
  const domains = (zone: string) => view(zone)?.domains.filter((domain) => domain.endsWith('.internal'));
  t.deepEqual(domains('home'), ['srv.internal', 'home.internal']);
  t.deepEqual(domains('guest'), ['guest.internal']);
});

test('the management zone sees all, so it has no view', (t) => {
  t.is(view('mgmt'), undefined);
});

test('a router answers on its own address in each zone, and nowhere else', async (t) => {
  const prefix = uniqueLocalPrefix(plan.site, plan.machine);
  const addresses = listeningAddresses(plan);
  for (const address of ['127.0.0.1', '10.0.0.1', '10.3.10.1', '10.5.10.1', `${prefix}:310::1`, '10.255.1.1']) t.true(addresses.includes(address), address);
  t.deepEqual(listeningAddresses((await renderCase(`${goldenFolder}/one-link-dhcp`)).plan), []);
});

test('a zone that may not reach the internet asks for names of the house only', async (t) => {
  const zones = plan.zones.map((zone) => (zone.name === 'iotLocal' ? { ...zone, enabled: true } : zone));
  const all = viewsOf({ ...plan, zones }, facts);
  t.deepEqual(all.filter(({ isHouseOnly }) => isHouseOnly).map(({ name }) => name), ['iotLocal']);
});
