import test from 'ava';
import type { Link } from '../../../installer/inventory/inventory.ts';
import { decideRoles } from '../../../installer/plan/links.ts';
import { askedAbout, isSilentOutside, isWorthAsking, mayHaveMoved, swapRoles } from '../../../installer/plan/moved-cable.ts';
import type { Router } from '../../../installer/plan/uplink-memory.ts';
import type { RoleLink } from '../../../templates/contract.ts';
import { a, automatic, b, c, first, heard, known, link, pinned, roles, second, third } from './board.ts';
import { siteFor } from './site-for.ts';

const silent = (name: string) => ({ name, hasLease: false, hasRouterAdvertisement: false });

const router: Router = { server: '192.168.1.1', mac: '02:00:00:00:01:01' };
const stranger: Router = { server: '192.168.1.1', mac: '02:00:00:00:02:02' };
const answers = (name: string, from?: Router) => ({ ...silent(name), hasLease: true, router: from });
const unplugged = { ...first, carrier: false };
const before = known({ wan0: a, lan0: b });
const swapped = { wan0: b, lan0: a };

test('the WAN follows its cable to the router that is known, the two links swap, and that is said', (t) => {
  const decision = decideRoles(automatic, [first, second, third], [silent('enp1s0'), silent('enp2s0'), answers('enp3s0', router)], known({ wan0: a, lan0: b, lan1: c }), { router, cabled: [b, c] });
  t.deepEqual(roles(decision), { wan0: c, lan0: b, lan1: a });
  t.regex(decision.problems.join(), /enp3s0 leads outside from now on.*network\.wan\.mac/);
  t.false(decision.undecided);
  t.is(decision.question, undefined);
});

test('an unknown router in the house does not make the silent side of the modem a port of the house: that is asked', (t) => {
  for (const memory of [{ router, cabled: [b] }, { cabled: [b] }, { router, cabled: [] }, { router: { ...router, server: '192.168.1.2' }, cabled: [b] }, { router: { ...router, mac: stranger.mac }, cabled: [] }]) {
    for (const who of [{ ...stranger, server: '192.168.1.9' }, undefined]) {
      const decision = decideRoles(automatic, [first, second], [silent('enp1s0'), answers('enp2s0', who)], before, memory);
      t.deepEqual(roles(decision), { wan0: a, lan0: b });
      t.deepEqual(decision.question, { outside: a, candidate: b });
      t.regex(decision.problems.join(), /Nothing was opened.*sudo pintxo net swap/);
    }
  }
});

test('the same address of the server, or the same gateway, alone does not make a router known', (t) => {
  for (const who of [stranger, { ...router, server: '10.0.0.138' }]) {
    t.deepEqual(roles(decideRoles(automatic, [first, second], [silent('enp1s0'), answers('enp2s0', who)], before, { router, cabled: [] })), { wan0: a, lan0: b });
  }
});

test('the WAN follows when the old port has lost its cable, and the new one had none when the way outside last worked', (t) => {
  const seen = [silent('enp1s0'), answers('enp2s0', stranger)];
  t.deepEqual(roles(decideRoles(automatic, [unplugged, second], seen, before, { router, cabled: [] })), swapped);
  t.notDeepEqual(roles(decideRoles(automatic, [unplugged, second], seen, before)), swapped, 'who remembers no router asks');
});

test('a modem without power and a router in the house on a cable that was there before open nothing: that is asked', (t) => {
  const decision = decideRoles(automatic, [unplugged, second], [silent('enp1s0'), answers('enp2s0', stranger)], before, { router, cabled: [b] });
  t.deepEqual([roles(decision), decision.question], [{ wan0: a, lan0: b }, { outside: a, candidate: b }]);
});

test('another provider on the same port is no event', (t) => {
  const decision = decideRoles(automatic, [first, second], [answers('enp1s0', stranger)], before, { router, cabled: [b] });
  t.deepEqual([roles(decision), decision.problems, decision.question], [{ wan0: a, lan0: b }, [], undefined]);
});

test('a person who says that cables were swapped gets the two roles swapped, also of links known by their place', (t) => {
  t.deepEqual(swapRoles(before, { outside: a, candidate: b }), [{ role: 'wan0', kind: 'wan', mac: b }, { role: 'lan0', kind: 'lan', mac: a }]);
  const placed: RoleLink[] = [{ role: 'wan0', kind: 'wan', mac: a, path: 'one' }, { role: 'lan0', kind: 'lan', mac: b }];
  t.deepEqual(swapRoles(placed, { outside: 'one', candidate: b }), [{ role: 'wan0', kind: 'wan', mac: b }, { role: 'lan0', kind: 'lan', mac: a, path: 'one' }]);
  t.is(swapRoles(before, { outside: a, candidate: c }), undefined);
});

test('the WAN stays in an outage, when it answers itself, and when nobody listened to it', (t) => {
  for (const seen of [[], [silent('enp1s0'), silent('enp2s0')], heard('enp1s0', 'enp2s0'), heard('enp2s0'), [{ ...silent('enp1s0'), hasRouterAdvertisement: true }, ...heard('enp2s0')]]) {
    const decision = decideRoles(automatic, [first, second], seen, before);
    t.deepEqual([roles(decision), decision.problems], [{ wan0: a, lan0: b }, []]);
  }
});

test('an advertisement alone does not move the WAN: a neighbour in the house may send one', (t) => {
  const seen = [silent('enp1s0'), { ...silent('enp2s0'), hasRouterAdvertisement: true }];
  t.deepEqual(roles(decideRoles(automatic, [first, second], seen, known({ wan0: a, lan0: b }))), { wan0: a, lan0: b });
});

test('when several other links have a lease the WAN stays, and that is said', (t) => {
  const decision = decideRoles(automatic, [first, second, third], [silent('enp1s0'), ...heard('enp2s0', 'enp3s0')], known({ wan0: a, lan0: b, lan1: c }));
  t.deepEqual(roles(decision), { wan0: a, lan0: b, lan1: c });
  t.regex(decision.problems.join(), /enp2s0, enp3s0\)\. Nothing was changed/);
});

test('a WAN or LAN that site.yaml pins, or a WAN with a fixed address, does not move', (t) => {
  const seen = [silent('enp1s0'), ...heard('enp2s0')];
  const fixed = siteFor({}, { wan: { mode: 'static', address: '192.0.2.2/24', gateway: '192.0.2.1', dns: [] } });
  for (const site of [pinned(a, []), pinned(undefined, [b]), fixed]) {
    t.deepEqual(roles(decideRoles(site, [first, second], seen, known({ wan0: a, lan0: b }))), { wan0: a, lan0: b });
  }
});

test('a start listens again only when the last run had no address from outside and nothing pins the WAN', (t) => {
  t.true(mayHaveMoved(automatic, [first, second], before, false));
  t.false(mayHaveMoved(automatic, [first, second], before, true));
  t.false(mayHaveMoved(pinned(a, []), [first, second], before, false));
  t.false(mayHaveMoved(automatic, [first], before, false));
  t.false(mayHaveMoved(automatic, [second, third], before, false), 'the link itself is gone: that is decided without listening');
});

test('a running machine asks its links again only while nobody knows the way outside, and for a cable or an address that is new', (t) => {
  const [without, wireless] = [link('enp2s0', b, 'pci-0000:02:00.0', { carrier: false }), link('wlan0', c, 'usb', { wireless: true })];
  const isAsked = (undecided: boolean, wired: readonly Link[], asked: readonly string[], hasAddress = false): boolean => isWorthAsking({ undecided, wired, hasAddress, asked });
  t.deepEqual(askedAbout({ wired: [first, without, wireless], hasAddress: true }), [a, 'address']);
  t.true(isAsked(true, [first, without], []));
  t.true(isAsked(true, [first, second], [a]));
  t.true(isAsked(true, [first, second], [a, b], true), 'a modem that woke up after both cables were asked');
  t.false(isAsked(true, [first, second], [a, b, 'address'], true), 'once');
  t.false(isAsked(true, [first, without], [a, b]), 'a cable that was taken out tells nothing');
  t.false(isAsked(true, [without], []));
  t.false(isAsked(false, [first, second], [], true), 'a router serves its house');
});

test('a link to the outside without an address is silent; a machine without such a link misses nothing', (t) => {
  const links = known({ wan0: a, lan0: b });
  t.true(isSilentOutside(automatic, { links, addresses: [{ role: 'lan', cidr: '10.0.0.1/24' }], announced: [] }));
  t.false(isSilentOutside(automatic, { links, addresses: [{ role: 'wan0', cidr: '192.0.2.7/24' }], announced: [] }));
  t.false(isSilentOutside(automatic, { links: known({ lan0: a }), addresses: [], announced: [] }));
  t.false(isSilentOutside(pinned(a, []), { links, addresses: [], announced: [] }), 'no cable decides what site.yaml says');
});

test('a provider with IPv6 alone, who gives the house a prefix and the link no address, is not silent', (t) => {
  const links = known({ wan0: a, lan0: b });
  t.false(isSilentOutside(automatic, { links, addresses: [], announced: ['wan0'] }));
  t.true(isSilentOutside(automatic, { links, addresses: [], announced: ['vlan310'] }));
});
