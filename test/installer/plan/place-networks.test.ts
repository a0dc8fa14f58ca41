import test from 'ava';
import { clashes, firstNetworks, movesFor, withMoves } from '../../../installer/plan/place-networks.ts';
import { networksOnMachine } from '../../../installer/plan/settle-networks.ts';
import { zonesOf } from '../../../builder/site/zones.ts';
import type { Machine } from '../../../templates/contract.ts';
import { siteFor } from './site-for.ts';

const site = siteFor();
const ofEarlier = firstNetworks(site, { hadRoles: true, isBroken: false });
const movedTo = (outside: readonly string[], of = site) => Object.fromEntries(Object.entries(movesFor(of, outside)).map(([name, { to }]) => [name, to]));
const router = (lease: string): Machine => ({ links: [{ role: 'wan0', kind: 'wan', mac: 'a' }, { role: 'lan0', kind: 'lan', mac: 'b' }], addresses: [{ role: 'wan0', cidr: lease }] });

test('a zone that the network outside has too moves to the same place in 172.16 and up', (t) => {
  t.deepEqual(movedTo(['10.3.10.55/24']), { home: '172.19.10.0/24' });
  t.deepEqual(movedTo(['10.0.0.5/24']), { mgmt: '172.16.0.0/24' });
});

test('the overlay of administrators moves too: it has no place there, so it gets the first that is free', (t) => {
  t.deepEqual(movedTo(['10.255.1.77/24']), { admin: '192.168.0.0/24' });
  t.deepEqual(withMoves(site, movesFor(site, ['10.255.1.77/24'])).network.overlay, '192.168.0.0/24');
});

test('a network outside that has all of 10.0.0.0/8 moves everything, and nothing meets afterwards', (t) => {
  const outside = ['10.20.30.40/8'];
  const moves = movesFor(site, outside);
  const placed = withMoves(site, moves);
  t.like(movedTo(outside), { mgmt: '172.16.0.0/24', srv: '172.18.0.0/24', home: '172.19.10.0/24', guest: '172.21.10.0/24', dmz: '172.22.0.0/24', admin: '192.168.0.0/24' });
  t.deepEqual(clashes(placed, outside), []);
  const subnets = [...zonesOf(placed).map(({ subnet }) => subnet), placed.network.overlay];
  t.is(new Set(subnets).size, subnets.length);
});

test('where 172.16.0.0/12 is outside as well, the first free network of 192.168 is taken', (t) => {
  t.deepEqual(movedTo(['10.3.10.5/24', '172.16.0.1/12', '192.168.0.9/24']), { home: '192.168.1.0/24' });
});

test('what does not meet stays where it belongs', (t) => {
  t.deepEqual(movedTo(['192.168.1.5/24', '100.64.0.9/10']), {});
});

test('a network that was written in site.yaml goes back to the usual place of its zone where that is free', (t) => {
  const own = siteFor({}, { zones: { home: { subnet: '192.168.1.0/24' } } });
  t.deepEqual(movedTo(['192.168.1.7/24'], own), { home: '10.3.10.0/24' });
  t.deepEqual(movedTo(['192.168.1.7/24'], siteFor({}, { zones: { home: { subnet: '192.168.0.0/16' } } })), {}, 'a larger one does not fit into another');
});

test('machines with a fixed place keep it in the network that moved, and so do the ways to them', (t) => {
  const own = siteFor({}, { zones: { home: { devices: { printer: { address: '10.3.10.20' }, radio: {} }, pinholes: { web: { from: ['dmz'], address: '10.3.10.20', port: 80 } } } } });
  const { home } = withMoves(own, movesFor(own, ['10.3.10.55/24'])).network.zones;
  t.is(home?.devices?.['printer']?.address, '172.19.10.20');
  t.is(home?.pinholes?.['web']?.address, '172.19.10.20');
});

test('what the first installation decided holds for good; a network that site.yaml changed later is as it says', (t) => {
  const moves = movesFor(site, ['10.3.10.55/24']);
  const later = networksOnMachine(site, router('192.168.178.20/24'), { settled: true, outside: ['10.3.10.55/24'], moves }, true);
  t.is(zonesOf(later.site).find(({ name }) => name === 'home')?.subnet, '172.19.10.0/24');
  t.regex(later.notes.join(), /home 172\.19\.10\.0\/24 \(instead of 10\.3\.10\.0\/24\)/);
  const written = siteFor({}, { zones: { home: { subnet: '192.168.50.0/24' } } });
  t.is(zonesOf(withMoves(written, moves)).find(({ name }) => name === 'home')?.subnet, '192.168.50.0/24');
});

test('the first address from outside settles a machine that was installed without one, unless it serves its house already', (t) => {
  const unsettled = { settled: false, outside: [], moves: {} };
  t.like(networksOnMachine(site, router('10.3.10.55/24'), unsettled, false).placed, { settled: true, moves: { home: { to: '172.19.10.0/24' } } });
  t.deepEqual(networksOnMachine(site, router('10.3.10.55/24'), unsettled, true).placed, { settled: true, outside: [], moves: {} });
  t.is(networksOnMachine(site, { ...router(''), addresses: [] }, unsettled, false).placed, unsettled);
});

test('a clash that comes later moves nothing, is told, and the house keeps its networks', (t) => {
  for (const known of [{ settled: true, outside: ['192.168.1.5/24'], moves: {} }, ofEarlier]) {
    const { site: now, notes, placed } = networksOnMachine(site, router('10.3.10.55/24'), known, false);
    t.deepEqual(zonesOf(now).map(({ subnet }) => subnet), zonesOf(site).map(({ subnet }) => subnet));
    t.is(placed, known);
    t.regex(notes.join(), /overlaps with the house's own: home \(10\.3\.10\.0\/24\).*served as before/);
  }
});

test('a guest in somebody else\'s network has no networks of its own to move', (t) => {
  const guest: Machine = { links: [{ role: 'lan0', kind: 'lan', mac: 'b' }], addresses: [{ role: 'lan0', cidr: '10.3.10.55/24' }] };
  t.deepEqual(networksOnMachine(site, guest, ofEarlier, false).notes, []);
});

const untaggedOn = (of: typeof site, known: typeof ofEarlier, machine = router('192.168.178.20/24')): [string[], string] => {
  const { site: now, notes } = networksOnMachine(of, machine, known, true);
  return [zonesOf(now).filter(({ untagged }) => untagged).map(({ name }) => name), notes.join()];
};

test('a machine that was installed when untagged frames were mgmt keeps them there, tells it, and how to change it', (t) => {
  t.is(ofEarlier.untagged, 'mgmt');
  const [zones, told] = untaggedOn(site, ofEarlier);
  t.deepEqual(zones, ['mgmt']);
  t.regex(told, /zone mgmt here.*network\.lan\.untagged: home.*sudo pintxo apply/);
  t.deepEqual(networksOnMachine(site, router('192.168.178.20/24'), ofEarlier, true).placed, ofEarlier, 'and at every later start');
});

test('what site.yaml says of untagged frames goes before what was kept, and nothing needs to be told', (t) => {
  const [zones, told] = untaggedOn(siteFor({}, { lan: { macs: [], untagged: 'home' } }), ofEarlier);
  t.deepEqual([zones, told], [['home'], '']);
  const said = firstNetworks(siteFor({}, { lan: { macs: [], untagged: 'home' } }), { hadRoles: true, isBroken: false });
  t.is(said.untagged, undefined, 'a line that is removed later brings nothing back');
});

test('on a new machine untagged frames are home; so they are where what was kept cannot be read', (t) => {
  for (const known of [firstNetworks(site, { hadRoles: false, isBroken: false }), firstNetworks(site, { hadRoles: true, isBroken: true })]) {
    t.deepEqual(untaggedOn(site, known)[0], ['home']);
    t.notRegex(untaggedOn(site, known)[1], /untagged|switch/);
  }
});

test('a guest in another network has no switch to tell about', (t) => {
  t.is(untaggedOn(site, ofEarlier, { links: [{ role: 'lan0', kind: 'lan', mac: 'b' }], addresses: [] })[1], '');
});
