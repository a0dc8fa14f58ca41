import test from 'ava';
import { decideRoles } from '../../../installer/plan/links.ts';
import { topologyOf } from '../../../templates/topology.ts';
import { a, automatic, b, c, first, heard, known, link, pinned, roles, second, third } from './board.ts';
import { siteFor } from './site-for.ts';

test('a single link is LAN: the machine is a guest of the network that is there', (t) => {
  const decision = decideRoles(automatic, [first], heard('enp1s0'), []);
  t.deepEqual(decision, { links: [{ role: 'lan0', kind: 'lan', mac: a }], undecided: false, problems: [] });
});

test('of two links the one that got a lease is WAN', (t) => {
  t.deepEqual(roles(decideRoles(automatic, [first, second], heard('enp2s0'), [])), { wan0: b, lan0: a });
});

test('a router advertisement says WAN as well as a lease does', (t) => {
  const seen = [{ name: 'enp2s0', hasLease: false, hasRouterAdvertisement: true }];
  t.deepEqual(roles(decideRoles(automatic, [first, second], seen, [])), { wan0: b, lan0: a });
});

test('a link that was watched and stayed silent is not WAN', (t) => {
  const seen = [{ name: 'enp1s0', hasLease: false, hasRouterAdvertisement: false }, ...heard('enp2s0')];
  t.is(roles(decideRoles(automatic, [first, second], seen, []))['wan0'], b);
});

test('while nothing is heard there is no WAN, and that is said', (t) => {
  const decision = decideRoles(automatic, [first, second], [], []);
  t.deepEqual(roles(decision), { lan0: a, lan1: b });
  t.true(decision.undecided);
  t.is(decision.problems.length, 1);
});

const leases = (name: string) => ({ name, hasLease: true, hasRouterAdvertisement: false });
const announces = (name: string) => ({ name, hasLease: false, hasRouterAdvertisement: true });
const silent = (name: string) => ({ name, hasLease: false, hasRouterAdvertisement: false });

const firstDecisions = [
  { what: 'two routers', seen: [leases('enp1s0'), leases('enp2s0')], wan: undefined },
  { what: 'two routers, in whatever order they are heard', seen: [leases('enp2s0'), leases('enp1s0')], wan: undefined },
  { what: 'a router and one for IPv6 alone', seen: [leases('enp1s0'), announces('enp2s0')], wan: undefined },
  { what: 'two for IPv6 alone', seen: [announces('enp1s0'), announces('enp2s0')], wan: undefined },
  { what: 'one that does both, and a silent one', seen: [{ ...leases('enp1s0'), hasRouterAdvertisement: true }, silent('enp2s0')], wan: a },
  { what: 'one for IPv6 alone, and a silent one', seen: [silent('enp1s0'), announces('enp2s0')], wan: b },
  { what: 'nobody', seen: [silent('enp1s0'), silent('enp2s0')], wan: undefined },
];

for (const { what, seen, wan } of firstDecisions) {
  test(`at the first decision there answers: ${what}`, (t) => {
    const decision = decideRoles(automatic, [first, second], seen, []);
    t.is(roles(decision)['wan0'], wan);
    t.is(decision.undecided, wan === undefined);
    t.is(topologyOf({ links: decision.links, addresses: [] }).mode, wan === undefined ? 'host' : 'router', 'without a way outside nothing is passed on, and no address is given');
    t.is(decision.problems.length, wan === undefined ? 1 : 0);
  });
}

test('where several routers answer, it is said on which ports, and what a person can do', (t) => {
  const { problems } = decideRoles(automatic, [third, second, first], heard('enp3s0', 'enp2s0'), []);
  t.regex(problems.join(), /enp2s0 02:00:00:00:00:0b, enp3s0 02:00:00:00:00:0c.*nothing was opened.*DHCP server.*sudo pintxo net swap.*network\.wan\.mac/);
});

test('two routers answer where the way outside is known: it stays', (t) => {
  t.deepEqual(roles(decideRoles(automatic, [first, second], heard('enp1s0', 'enp2s0'), known({ wan0: b, lan0: a }))), { wan0: b, lan0: a });
});

test('numbers follow the place on the board, not the order of discovery', (t) => {
  for (const links of [[first, second, third], [third, first, second]]) {
    t.deepEqual(roles(decideRoles(automatic, links, heard('enp3s0'), [])), { wan0: c, lan0: a, lan1: b });
  }
});

test('a USB link is numbered after the links on the board', (t) => {
  const usb = link('enx0a', a, 'pci-0000:00:14.0-usb-0:1:1.0', { bus: 'usb' });
  t.deepEqual(roles(decideRoles(automatic, [usb, second, third], heard('enp3s0'), [])), { wan0: c, lan0: b, lan1: a });
});

test('pinned addresses win over what is heard', (t) => {
  const decision = decideRoles(pinned(a, []), [first, second], heard('enp2s0'), []);
  t.deepEqual(decision, {
    links: [{ role: 'wan0', kind: 'wan', mac: a }, { role: 'lan0', kind: 'lan', mac: b }],
    undecided: false,
    problems: [],
  });
});

test('pinned addresses win over what is remembered', (t) => {
  t.deepEqual(roles(decideRoles(pinned(b, []), [first, second], [], known({ wan0: a, lan0: b }))), { wan0: b, lan0: a });
});

test('LAN links are numbered as site.yaml lists them, and no others are taken', (t) => {
  t.deepEqual(roles(decideRoles(pinned(a, [c]), [first, second, third], [], [])), { wan0: a, lan0: c });
});

test('with LAN links listed, WAN is looked for among the rest', (t) => {
  const decision = decideRoles(pinned(undefined, [a]), [first, second, third], heard('enp1s0', 'enp3s0'), []);
  t.deepEqual(roles(decision), { wan0: c, lan0: a });
});

test('a pinned address that is not there is named together with those that are', (t) => {
  const [problem] = decideRoles(pinned('02:ff:ff:ff:ff:ff', []), [first, second], heard('enp1s0'), []).problems;
  t.regex(problem ?? '', /02:ff:ff:ff:ff:ff.*enp1s0 02:00:00:00:00:0a, enp2s0/);
});

test('the machine stays reachable when none of the listed LAN links is there', (t) => {
  t.deepEqual(roles(decideRoles(pinned(undefined, ['02:ff:ff:ff:ff:ff']), [first], [], [])), { lan0: a });
});

test('remembered roles stay, whatever is heard and however the names changed', (t) => {
  const renamed = { ...first, name: 'eth7', path: 'pci-0000:09:00.0' };
  const decision = decideRoles(automatic, [renamed, second], heard('enp2s0'), known({ wan0: a, lan0: b }));
  t.deepEqual(roles(decision), { wan0: a, lan0: b });
});

test('a new link in place of the lost WAN becomes WAN before anything is heard', (t) => {
  const decision = decideRoles(automatic, [second, third], [], known({ wan0: a, lan0: b }));
  t.deepEqual(roles(decision), { wan0: c, lan0: b });
  t.false(decision.undecided);
});

test('a new link in place of a lost LAN gets its number', (t) => {
  const decision = decideRoles(automatic, [first, third], [], known({ wan0: a, lan0: b }));
  t.deepEqual(roles(decision), { wan0: a, lan0: c });
});

test('a link that is added gets the next number', (t) => {
  const decision = decideRoles(automatic, [third, first, second], [], known({ wan0: b, lan0: c }));
  t.deepEqual(roles(decision), { wan0: b, lan0: c, lan1: a });
});

test('the WAN that is left alone stays WAN: a broken LAN link does not open the machine to the outside', (t) => {
  t.deepEqual(roles(decideRoles(automatic, [first], heard('enp1s0'), known({ wan0: a, lan0: b }))), { wan0: a });
});

test('a machine with one link that gets a second one asks anew which is WAN', (t) => {
  t.deepEqual(roles(decideRoles(automatic, [first, second], heard('enp1s0'), known({ lan0: a }))), { wan0: a, lan0: b });
});

test('roles without a WAN are not held against a lease that comes later', (t) => {
  t.deepEqual(roles(decideRoles(automatic, [first, second], heard('enp1s0'), known({ lan0: a, lan1: b }))), { wan0: a, lan0: b });
});

test('a board with all links new is decided as if for the first time', (t) => {
  const decision = decideRoles(automatic, [first, second], [], known({ wan0: '02:ff:00:00:00:01', lan0: '02:ff:00:00:00:02' }));
  t.true(decision.undecided);
});

test('a static WAN without an address pinned says what to write', (t) => {
  const site = siteFor({}, { wan: { mode: 'static', address: '192.0.2.2/24', dns: [] } });
  t.regex(decideRoles(site, [first, second], [], []).problems.join(), /network\.wan\.mac/);
});

test('wireless links get no role, not even a pinned one', (t) => {
  const radio = link('wlp4s0', c, 'pci-0000:04:00.0', { wireless: true });
  t.deepEqual(roles(decideRoles(pinned(c, []), [first, radio], heard('wlp4s0'), [])), { lan0: a });
});

test('a machine without links has no roles, and that is said', (t) => {
  const decision = decideRoles(automatic, [], [], []);
  t.deepEqual([decision.links, decision.undecided], [[], false]);
  t.regex(decision.problems.join(), /No wired network link/);
});

test('roles once decided decide themselves again', (t) => {
  const links = [first, second, third];
  const decided = decideRoles(automatic, links, heard('enp2s0'), []).links;
  t.deepEqual(decideRoles(automatic, links, [], decided).links, decided);
});

test('where the provider is dialled, a lease from some box in the house opens nothing; an access concentrator does', (t) => {
  const dialling = siteFor({}, { wan: { mode: 'dhcp', dns: [], pppoe: { user: 'ana' } } });
  const leased = decideRoles(dialling, [first, second], heard('enp1s0'), []);
  t.deepEqual(roles(leased), { lan0: a, lan1: b });
  t.true(leased.undecided);
  t.regex(leased.problems.join(), /PPPoE.*modem.*network\.wan\.mac/);
  const answered = [...heard('enp1s0'), { name: 'enp2s0', hasLease: false, hasRouterAdvertisement: false, hasConcentrator: true }];
  t.deepEqual(roles(decideRoles(dialling, [first, second], answered, [])), { wan0: b, lan0: a });
  t.deepEqual(roles(decideRoles(automatic, [first, second], answered, [])), { wan0: a, lan0: b }, 'a concentrator means nothing to who does not dial');
});
