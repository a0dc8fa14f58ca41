import test from 'ava';
import { isFromHouse, isOwnPage, type Press } from '../../../installer/ui/house.ts';

const lan = { name: 'lan0', cidrs: ['192.168.1.20/24', 'fe80::1/64', '2001:db8:1::20/64'] };
const wan = { name: 'wan0', cidrs: ['203.0.113.7/24', 'fe80::2/64', '2001:db8:2::7/64'] };
const shared = { name: 'wan0', cidrs: ['100.64.3.4/10'] };

test('a browser beside the machine is of the house, over IPv4 and IPv6', (t) => {
  for (const remote of ['192.168.1.55', '::ffff:192.168.1.55', 'fe80::9', 'fe80::9%lan0', '2001:db8:1::99']) t.true(isFromHouse(remote, [lan]), remote);
});

test('whoever comes through a router is not, also from a private network', (t) => {
  for (const remote of ['192.168.2.55', '10.0.0.9', '2001:db8:3::1', '8.8.8.8']) t.false(isFromHouse(remote, [lan]), remote);
});

test('neighbours on a link that faces the internet are not of the house', (t) => {
  for (const remote of ['203.0.113.8', 'fe80::9%wan0', '2001:db8:2::9']) t.false(isFromHouse(remote, [lan, wan]), remote);
  t.false(isFromHouse('100.64.3.9', [shared]));
});

test('a browser that does not say where it is, is nowhere', (t) => {
  for (const remote of ['', 'unknown', '192.168.1.55, 8.8.8.8']) t.false(isFromHouse(remote, [lan]), remote);
  t.false(isFromHouse('192.168.1.55', []));
});

const press = (host: string, origin: string | undefined = `http://${host}`): Press => ({ path: '/', address: '', host, origin });

test('a button counts on the page of the machine, by its address or one of its names', (t) => {
  for (const host of ['192.168.1.20', '192.168.1.20:80', '[fe80::1]', 'pintxo.local', 'casa.internal']) t.true(isOwnPage(press(host), ['casa.internal']), host);
  t.true(isOwnPage(press('casa.internal', 'https://casa.internal'), ['casa.internal']));
});

test('a button on the page of another site does not count', (t) => {
  t.false(isOwnPage(press('192.168.1.20', 'https://evil.example'), []));
  t.false(isOwnPage(press('192.168.1.20', 'null'), []));
  t.false(isOwnPage({ ...press('192.168.1.20'), origin: undefined }, []));
});

test('a site that gives its own name our address does not count', (t) => {
  for (const host of ['evil.example', 'pintxo.local.evil.example', '']) t.false(isOwnPage(press(host), ['casa.internal']), host);
});
