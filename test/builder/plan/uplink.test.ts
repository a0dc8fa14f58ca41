import test from 'ava';
import { withUplink } from '../../../builder/plan/uplink.ts';
import { decideRoles } from '../../../installer/plan/links.ts';
import { a, b, first, heard, second } from '../../installer/plan/board.ts';
import { siteFor } from '../../installer/plan/site-for.ts';

test('a provider who is dialled within a VLAN answers there, and nowhere else: the cable below it carries nothing but that', (t) => {
  const fibre = siteFor({}, { wan: { vlan: 7, mode: 'dhcp', dns: [], pppoe: { user: 'ana' } } });
  const decision = decideRoles(fibre, [first, second], [{ name: 'enp2s0', hasLease: false, hasRouterAdvertisement: false, hasConcentrator: true }], []);
  t.false(decision.undecided);
  t.deepEqual(withUplink(fibre, decision.links), [
    { role: 'wan0', kind: 'wan', mac: b, vlan: { id: 7, over: 'outside0' } },
    { role: 'lan0', kind: 'lan', mac: a },
    { role: 'ppp-wan', kind: 'wan', mac: b, dialled: { over: 'wan0' } },
  ]);
  t.true(decideRoles(fibre, [first, second], heard('enp2s0'), []).undecided, 'a lease within the VLAN is from some other box');
  const shared = withUplink(fibre, decideRoles(fibre, [first], [], []).links);
  t.deepEqual(shared.map(({ role, vlan, dialled }) => [role, vlan?.over ?? dialled?.over]), [['wan0', 'lan0'], ['lan0', undefined], ['ppp-wan', 'wan0']], 'also with one port beside the house');
});

test('a tunnel goes over what is dialled, or over the link outside; a guest has neither', (t) => {
  const roles = (wan: object): unknown[] => {
    const site = siteFor({}, { wan: { mode: 'dhcp', dns: [], mac: b, ...wan } });
    return withUplink(site, decideRoles(site, [first, second], [], []).links).map(({ role, dialled, tunnelled }) => [role, dialled?.over ?? tunnelled?.over]);
  };
  t.deepEqual(roles({ dslite: 'auto' }), [['wan0', undefined], ['lan0', undefined], ['ds-wan', 'wan0']]);
  t.deepEqual(roles({ dslite: 'auto', pppoe: { user: 'ana' } }), [['wan0', undefined], ['lan0', undefined], ['ppp-wan', 'wan0'], ['ds-wan', 'ppp-wan']]);
  const guest = siteFor({}, { wan: { mode: 'dhcp', dns: [], dslite: 'auto' } });
  const links = decideRoles(guest, [first], [], []).links;
  t.deepEqual(withUplink(guest, links), links);
  t.deepEqual(withUplink(guest, withUplink(guest, decideRoles(siteFor({}, { wan: { mode: 'dhcp', dns: [], mac: b } }), [first, second], [], []).links)).length, 3, 'once');
});
